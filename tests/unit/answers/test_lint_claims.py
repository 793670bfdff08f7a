"""Claims in the words a clinic's own marketing would choose: each is refused, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.answers import lint
from tests.unit.answers.test_lint import HEAD, NAMES, TEXT_LINE

#: beside an answer that is sound, so that whatever is refused is the sentence
_SPANISH = HEAD % "Ask us." + """  - text: |-
      %s
    metadata: &es {language: es, translation: draft}
  - text: |-
      Pregunte.
    channel: sms
    metadata: *es
"""
ENGLISH = """
It will heal your back.
It heals discs.
Your disc will grow back.
Healing is quick.
It makes discs new again.
New cells replace the worn ones.
It is safe.
It has an excellent safety record.
There are no known risks.
There are hardly any risks.
It is low risk.
It has few side effects.
It has no bad effects.
Nothing can go wrong.
It is risk-free.
It does not hurt.
It hurts less than surgery.
You go right back to work.
There is no recovery time.
It works for everyone.
It works.
It really works.
It always helps.
Most people get better.
Nearly everyone improves.
9 out of 10 people feel better.
Nine in ten people had less pain, with risks.
Seven of nine people had less pain, with risks.
It has a high success rate.
It is clinically tested.
Science has shown that it works.
Studies show that it works.
Research proves it.
It has been shown to end pain.
It ends pain for good.
It gets rid of pain.
Your pain will be gone.
Say goodbye to pain.
Live pain free again.
It takes the pain away.
Lasting relief.
Long-term relief.
You can put off surgery.
You may not need surgery.
It can save you from surgery.
Surgery is not needed.
It keeps you out of the operating room.
It delays surgery, with risks.
It is a good choice instead of surgery, with risks.
Fusion often fails.
Surgery is dangerous.
It beats a steroid shot.
It works better than steroids.
It lasts longer than cortisone.
Safer than surgery.
PRP has FDA approval.
PRP is approved by the FDA.
The FDA allows it.
It is FDA cleared for back pain.
FDA-registered lab.
Our cells come from an FDA-compliant lab.
It is legal and approved.
Medicare pays for it.
Medicare will take care of it.
Covered under Medicare.
Insurance usually pays.
Your insurance will cover it.
We accept all insurance.
It is free.
No cost to you.
It is cheap.
Low prices.
Only a few hundred dollars.
It costs two thousand dollars.
We have a special this month.
Spots are filling fast.
Book today before it is too late.
One patient said he felt like new.
People tell us they feel great.
Mr. Smith is back to golf.
We are top rated.
We are leaders in this field.
Our expert team is trusted by many.
Leading experts.
World-renowned doctors.
It is advanced.
The latest technology.
It is a game changer.
It is all natural.
It uses your body's natural healing.
No rejection is possible.
Your body cannot reject it.
It targets the source of pain.
It gets at the root of the pain.
It stops the wear of the disc.
It slows wear, with risks.
It reduces inflammation.
It helps with pain.
It helps.
It relieves pain.
It eases pain.
It lowers pain.
It improves function.
You could be a candidate.
You might be a good fit.
You are a fit.
You should have the shot.
You have sciatica.
That is probably a disc.
It is nothing serious.
You are fine.
No need to worry.
Do not go to the ER.
You can wait.
Stop your blood thinner before the shot.
Take ibuprofen for it.
Do not take Advil.
You can take Tylenol.
You can drive home.
Call 312.555.0100.
Call (312) 555-0100.
Call us at 855 931 1919.
We open at 9.
We are open 9 to 5.
Ask for Dr. Smith.
Ask for Dr. Hassan.
See lakeshore.example.
Write to desk@clinic.example.
Call Apex Medical.
It costs $1,500.
It costs 1500 USD.
Exosome shots are used here.
Umbilical cord cells are used.
Wharton's jelly is used.
Amniotic fluid is used.
Birth tissue is used.
""".strip().splitlines()
SPANISH = """
Le va a curar la espalda.
Sanará su disco.
Va a sanar.
Es seguro.
Es muy segura.
No tiene riesgos.
No hay riesgos.
Libre de riesgo.
Sin efectos secundarios.
No duele.
Sin dolor.
Funciona para todos.
Ayuda a todos.
Funciona.
Está comprobado.
Está demostrado que funciona.
Los estudios prueban que funciona.
Le garantizamos resultados.
Es para siempre.
Evite la cirugía.
Puede evitar la cirugía.
No necesita cirugía.
No va a necesitar operación.
Es mejor que la cirugía.
Es mejor que un esteroide.
Está aprobado por la FDA.
La FDA lo aprobó.
Medicare lo cubre.
Medicare lo paga.
Su seguro lo cubre.
El seguro paga todo.
Es gratis.
Cuesta mil dólares.
Cuesta $500.
Es un milagro.
Es revolucionario.
Es natural.
Somos los mejores.
Nuestros pacientes están felices.
El 90% mejora.
Nueve de cada diez mejoran.
La mayoría mejora.
Quita el dolor.
Elimina el dolor.
Alivia el dolor.
Regenera el disco.
Repara el disco.
Reconstruye el disco.
Usted es candidato.
Usted tiene ciática.
No es nada grave.
No se preocupe.
Deje de tomar su medicina.
Tome ibuprofeno.
Reserve hoy, quedan pocos lugares.
Oferta especial.
Responda CANCELAR.
Responda STOP.
Envíe ALTO.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", ENGLISH)
def test_no_claim_gets_by_in_other_words(tmp_path: Path, sentence: str) -> None:
    """File, line and rule are named."""
    file = tmp_path / "answer.yml"
    file.write_text(HEAD % sentence, encoding="utf-8")
    found = lint([file], NAMES, whole=False)
    assert found and {(p.file, p.line) for p in found} == {(file, TEXT_LINE)}


@pytest.mark.parametrize("sentence", SPANISH)
def test_no_claim_gets_by_in_spanish(tmp_path: Path, sentence: str) -> None:
    """Drafts are held to the same rules."""
    file = tmp_path / "answer.yml"
    file.write_text(_SPANISH % sentence, encoding="utf-8")
    assert lint([file], NAMES, whole=False)


@pytest.mark.parametrize(
    "sentence",
    [
        "It aims to support the body's own healing, and it does not help everyone.",
        "No treatment helps everyone, and each has risks.",
        "I cannot say that it fixes a disc.",
        "Most regenerative treatments are not covered by insurance.",
        "In one small study, 7 of 9 people in one small study with no comparison group had "
        "less pain, and it does not help everyone.",
        "I have no success rate for this clinic.",
        "PRP kits are FDA-cleared devices.",
    ],
)
def test_what_is_true_may_be_said(tmp_path: Path, sentence: str) -> None:
    """The rules do not silence an honest answer."""
    file = tmp_path / "answer.yml"
    file.write_text(HEAD % sentence, encoding="utf-8")
    assert lint([file], NAMES, whole=False) == []
