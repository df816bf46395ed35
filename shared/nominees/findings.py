"""The findings that only intake can make, since it alone has the identity number and sees all units.

They travel with the work. With a supplement they come anew and take the place of those before.
"""

OF_INTAKE = frozenset(
    {"cccd-khac-gioi-tinh", "cccd-khac-nam-sinh", "cccd-la-ma-noi-sinh", "trung-dang-xet", "trung-da-khen"}
)
