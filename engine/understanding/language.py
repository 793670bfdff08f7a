"""Telling Spanish from English, in short and careless messages too."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

STOP_WORDS_FILE = Path(__file__).with_name("stop_words.yml")

#: Common in what patients write, beyond the stop words; without accents.
_SPANISH = """
hola buenos buenas dias tardes noches gracias adios favor porfavor porfa si cita citas dolor duele
duelen espalda cuello columna disco discos hernia rodilla pierna piernas cadera hombro brazo mano
cuanto cuanta cuantos cuantas cuesta cuestan cuestas vale precio pagar pago pagos dinero seguro
aseguranza seguros cubre cubren aceptan acepta aceptar necesito necesita necesitan quiero quisiera
queria puedo puede pueden podria tengo tiene tienen tenia hacer hago hace hacen haces ir voy vamos
donde cuando como quien cual cuales porque que esta estan estoy estamos ubicados ubicacion
direccion estacionamiento telefono numero correo llamar llamen llame llamenme hablar hablo habla
hablan hablas espanol ingles persona alguien doctor doctora medico medica medicos enfermera clinica
tratamiento tratamientos inyeccion inyecciones celulas madre cirugia operacion operaron operar
operado operada resonancia magnetica radiografia cambiar cancelar reservar agendar programar
mover manana hoy ayer ahora lunes martes miercoles jueves viernes sabado domingo semana semanas
mes meses ano anos edad abierto abierta abren abre cierran cierra horario horarios atienden
consulta consultas primera vez funciona sirve ayuda ayudar ayudan ayudarme dura duran tarda tardan
riesgos riesgo efectos secundarios seguro segura peligroso recuperacion trabajar trabajo manejar
ejercicio descanso medicina medicamento medicamentos pastillas sangre embarazada mensajes mensaje
textos borrar borren datos informacion humano robot entiendo entender repetir repita otra gracias
mi mis mama papa esposo esposa hijo hija madre padre abuela abuelo soy eres gente ustedes usted
caminar sentar dormir peor mejor mucho mucha mucho muy bien mal nada todo tambien pero hasta desde
sobre despues antes entre sin con para por del las los una uno unos unas ese esa eso este esto algo
lumbar ciatica nervio pellizcado pinzado artritis articulacion aprobado estudios pruebas plazos
financiamiento gratis cobran cobra costo costos costaria queja quejarme reembolso factura
tratan trata tratar reciben recibe quedan queda venden vende vendo ocupo ocupa ocupan toman tomo
manejan ponen ponga mandan mande manden atiende curan curar cura revisan revisa piden pide pido
pague pagan llevo llevar traer traigo sacar saco inyectan inyectar inyecta inyectaron empezar
empieza empezo borre elimine mejoran mejora mejorar mejoria sirven quita quitar regresar conviene
aconseja
recomienda recomiendan entendi gano juega compro comprar trabajan arreglan arregla hacerme gustaria
saber decir dice dijo dijeron mandar enviar envien preguntas pregunta respuesta contesto
sesion sesiones cerca lejos calle piso edificio ciudad oficina requisitos paciente
pacientes obligatorio obligatoria fuerza hueso rodillas hombros caderas tobillo tobillos muneca
manos cintura nervios vertebras articulaciones hernias escoliosis fibromialgia reumatoide
sacroiliaca facetas estenosis cervicales plaquetas exosomas factores crecimiento ondas choque cordon
embriones anestesia alivio inmediato permanentes efecto resultados aprueba referencia referido orden
aspirina metformina vacunas limpieza pelicula coche receta pronostico tiempo partido futbol
celulares dolores problema problemas medicinas dientes cuidese correcto ahorita operadora
recepcionista presupuesto cotizacion atencion horas hora verdad miedo ponerse prefiero gusta
familia hermano hermana amigo amiga suegra abuelito abuelita senor senora precios caro
aseguranzas
"""
_ENGLISH = """
hi hello hey yes no ok okay thanks thank you please appointment doctor back pain neck disc disk
knee leg hip shoulder mri need want insurance cost much price cover take accept treat treatment
injection injections stem cells cell surgery hurt hurts long many help book schedule cancel change
call phone number address open close hours days weeks months years old work does do is are the a
an my your i me am it can will would should how what when where who why which and or not for with
about after before get got have has had of on in at to from this that there herniated bulging prp
medicare therapy pinched nerve spine spinal clinic visit consultation results safe risks drive
text stop start help plan real person human today tomorrow monday tuesday friday
once come me son sin he pan red more real general final total animal original angeles diego
u ur sure lost benefits hear better number answer whether
"""
#: Written alike in both, or a name: they tell nothing.
_NEITHER = frozenset(
    {
        "no", "me", "a", "he", "son", "sin", "once", "pan", "red", "real", "general", "final",
        "total", "hospital", "doctor", "dr", "mri", "prp", "ok", "medicare", "original", "animal",
        "san", "la", "el", "de", "plan", "ha", "has", "normal", "facial", "va", "yo", "y", "da",
    }
)  # fmt: skip
_SPANISH_SIGNS = re.compile(r"[ñ¿¡]|[áíóú]")
_SPANISH_SHAPES = re.compile(
    r"(?:cion|ciones|mente|ando|iendo|aron|ieron|aste|iste|amos|emos|imos|ito|itas?|itos|adas?"
    r"|idos?|idas?|dad|dades|eria|aria|ciones|uela|illas?|illos?|ar|er|ir|arme|erme|irme|arse)$"
)
_WORDS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    common = yaml.safe_load(STOP_WORDS_FILE.read_text(encoding="utf-8"))
    english = set(common["english"].split()) | set(_ENGLISH.split())
    spanish = set(common["spanish"].split()) | set(_SPANISH.split())
    return frozenset(spanish - _NEITHER), frozenset(english - _NEITHER)


def _plain(word: str) -> str:
    """The word without accents."""
    if word.isascii():
        return word
    spread = unicodedata.normalize("NFD", word)
    return "".join(c for c in spread if unicodedata.category(c) != "Mn")


def recognise(text: str, default: str = "en") -> str:
    """The language of a message: "es" or "en".

    Args:
        text: as typed.
        default: what a message is taken for that tells nothing ("ok", a number).
    """
    spanish, english = _lists()
    text = text.lower()
    score = 2.0 * len(set(_SPANISH_SIGNS.findall(text)))
    for word in _WORDS.findall(text):
        score += _weight(word, spanish, english)
    if score > 0.5:
        return "es"
    # Words that tell nothing weigh nothing: the conversation's language stands.
    return "en" if score else default


def _weight(word: str, spanish: frozenset[str], english: frozenset[str]) -> float:
    plain = _plain(word)
    in_spanish, in_english = plain in spanish, word in english
    if in_spanish != in_english:
        return 1.0 if in_spanish else -1.0
    if in_spanish or plain in _NEITHER:
        return 0.0
    return 0.4 if _SPANISH_SHAPES.search(plain) and plain[-1] in "aeiornsd" else -0.25
