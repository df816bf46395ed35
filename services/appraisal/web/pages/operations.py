"""Where operators look after a level: they have no work there, so `use_on_page` is not for them."""

from shared.web.pages.operations import operations_router

router = operations_router("/cap/{level}/van-hanh")
