"""Intake's ports over MongoDB: nothing outside of this folder and `shared/mongo` knows the driver."""
