"""What the examples of all descriptions speak of: one nomination of the demo, from its submission to its decision.

Sent in order to a system that was just started, each example stands as it is: the ids follow from unit, key and content
(`tests/contract` holds them to the code that makes them).
"""

UNIT = "33.327.12079.doan-thanh-nien"
KEY = "9f1c7f0e-4a53-4d1c-8a51-6b1c4f0f7d21"
DOSSIER = "e9661a65-1038-5981-bcb6-5582e5a7691c"
DOSSIER_NUMBER = "X5K1M-S8G71-V"
NOMINATION = "1097ced6-1ef3-5c76-8642-cf0f163532a3"
NOMINATION_NUMBER = "22BWX-NGYYD-P"
FIRST_CASE = f"{NOMINATION}:1"
SECOND_CASE = f"{NOMINATION}:2"
ANY_ID = "0b8f6d3e-8d6f-4f0e-9b1a-3f5c2d7e9a10"
