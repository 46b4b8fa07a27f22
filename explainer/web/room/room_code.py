"""The codes of rooms, like KITE-427-359: a short word and six digits, easy to read aloud and to type on a phone."""

import re
import secrets

LIST = """
ACID ALSO AREA ATOM BABY BAKE BAND BARN BATH BEAR BELL BIRD BLUE BOAT BOOK BOWL CAKE CALM CAMP CARD CART CAVE CITY
CLAY CLUB COAL COAT COIN CORN CUBE DOOR DRUM DUCK DUST EAST ECHO EDGE FARM FERN FILM FIRE FISH FLAG FLUX
FOAM FORK FROG GATE GIFT GLUE GOAL GOAT GOLD GRID HAND HARP HAWK HERO HILL HOME HORN ICON IDEA IRON JADE JAZZ JUMP
KELP KING KITE LAKE LAMP LEAF LION LOOP LUCK MAPS MARS MELT MILK MINT MOON MOSS NEST NODE NOTE OATS OPAL OVAL
PARK PATH PEAR PINE PLUM POEM POND QUIZ RAIN RICE RING ROAD ROCK ROOF ROSE SAIL SALT SAND SEED SHIP SILK SNOW SONG
STAR SWAN TAXI TENT TIDE TREE TUNA VASE VIEW WAVE WIND WOLF WOOD YARD ZERO
"""
WORDS = tuple(LIST.split())
DIGITS = "23456789"  # a 0 is read as an O, and a 1 as an I
COUNT = 6  # digits
PATTERN = re.compile(rf"([A-Z]{{4}})([{DIGITS}]{{3}})([{DIGITS}]{{3}})", re.ASCII)
COMBINATIONS = len(WORDS) * len(DIGITS) ** COUNT
MOST_TYPED = 40  # characters


def new_code() -> str:
    """Return a random code, one of COMBINATIONS."""
    digits = "".join(secrets.choice(DIGITS) for _ in range(COUNT))
    return f"{secrets.choice(WORDS)}-{digits[:3]}-{digits[3:]}"


def read_code(typed: object) -> str:
    """Return a code as it was typed, small letters, spaces or hyphens left out, in its usual form; "" if it is none."""
    letters = re.sub(r"[\s_\-–—.]", "", typed[:MOST_TYPED]).upper() if isinstance(typed, str) else ""
    found = PATTERN.fullmatch(letters)
    return "-".join(found.groups()) if found else ""
