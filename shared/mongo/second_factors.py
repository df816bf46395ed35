"""Where second factors are kept: identity alone reads them, administration only takes them away."""

NAME = "second_factors"
