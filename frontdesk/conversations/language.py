"""Spanish or English: enough to choose the language of what is said before the engine is asked.

The engine tells it of every message with more words; here a message that is not plainly one or
the other changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

#: words of one language only, as patients write them, without accents
_SPANISH = frozenset(
    """
    hola buenos buenas dias tardes noches gracias favor porfa que como cuando cuanto cuanta cuantos
    cuantas cual cuales quien donde porque por para pero con sin las los una unos unas del al mi mis
    su sus me se le les lo ya muy mas menos mucho mucha nada todo toda tambien esta estan estoy
    estaba es son soy eres tengo tiene tienen tuve tenia hay puedo puede pueden podria quiero
    quisiera queria necesito necesita siento siente sentir hacer hago hace cuesta cuestan cobran
    dolor duele duelen espalda cuello pecho brazo brazos pierna piernas pie pies mano manos cara
    cabeza rodilla cadera hombro columna disco hernia fiebre escalofrios orinar respirar mover
    caminar adormecido adormecida adormecidos adormecidas entumecido entumecida sangre
    sangrando debil
    cita citas seguro aceptan ustedes usted espanol ingles hablan habla hablar alguien persona
    ayuda ayudar ayudenme auxilio inyeccion inyecciones cirugia operaron operacion resonancia
    tratamiento tratamientos celulas madre clinica medico medica doctora hoy ayer ahora desde hasta
    despues antes semana semanas meses anos manana quiere morir morirme matarme vivir suicidarme
    que esto eso oiga nadie vivo vuelve mandeme manden mandar hacen haces dan digame funciona
    esposo esposa marido hijo hija mama papa ellos ella estas fue ha he si
    """.split()  # noqa: SIM905
)
_ENGLISH = frozenset(
    """
    the a an i im my me you your he she it we they is are am was were be do does did can cant could
    should would will have has had what when where who why how much many and or but not no for with
    from about after before this that there of on in at to if so any some please thanks thank hi
    hello hey yes need want get got feel feeling pain back neck leg legs arm arms chest hurts hurt
    help appointment cost insurance cover take mri book cancel still since just now today
    """.split()  # noqa: SIM905
)
_BOTH = frozenset({"me", "no", "he", "a", "son", "es", "has", "mama", "papa", "si", "disco", "al"})
_ONLY_SPANISH_WORDS, _ONLY_ENGLISH_WORDS = _SPANISH - _BOTH, _ENGLISH - _BOTH
_ONLY_SPANISH = re.compile("[ñ¿¡]")
_WORDS = re.compile(r"[^\W\d_]+")


def language_of(text: str, before: str) -> str:
    """The language of a message, "es" or "en"; `before` where it tells too little."""
    words = [_plain(word) for word in _WORDS.findall(text.lower())]
    spanish = sum(w in _ONLY_SPANISH_WORDS for w in words) + 2 * bool(_ONLY_SPANISH.search(text))
    english = sum(w in _ONLY_ENGLISH_WORDS for w in words)
    if spanish >= 2 * english and spanish >= min(2, len(words)) and spanish:
        return "es"
    return "en" if english > 2 * spanish and english >= 2 else before


def _plain(word: str) -> str:
    """The word without accents."""
    if word.isascii():
        return word
    spread = unicodedata.normalize("NFD", word)
    return "".join(c for c in spread if unicodedata.category(c) != "Mn")
