"""The twelve headings (livsområden) that the mapping and the goals share."""

from enum import StrEnum


class LifeArea(StrEnum):
    HOME = "home"  # hemliv
    LEISURE = "leisure"  # fritid
    SOCIAL_LIFE = "social_life"  # socialt liv
    COMMUNITY = "community"  # samhällsgemenskap
    HEALTH = "health"  # hälsa
    COMMUNICATION = "communication"  # kommunikation
    OCCUPATION = "occupation"  # sysselsättning
    ECONOMY = "economy"  # ekonomi
    HYGIENE = "hygiene"  # personlig hygien
    MEALS = "meals"  # matsituation
    SLEEP = "sleep"  # sömn
    MOBILITY = "mobility"  # rörelse
