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
# The signed Tờ trình `docs/examples/to-trinh.pdf` as each unit of the examples has it once it is uploaded.
PAPER = "f9a9e203-ebb6-573b-aa93-46d67ccd2e4d"
PAPER_OF_CENTRE = "a2df806b-6b44-569e-97c2-da6f520bf046"
# Accounts of the demo at the commune.
OFFICER = "530b2798-7444-53d3-a0f9-753ffdd448d0"
DEPUTY = "6ac233d9-1206-5270-a116-f1a8e7f2f625"
