"""Mutations of what traces tell: how long things took, and nothing that people wrote or are."""

from tests.mutations.mutation import Edit, Mutation

_PRIVACY = "tests/integration/tracing/test_one_trace.py::test_nothing_that_people_wrote_or_are_leaves_the_house"

TRACING = (
    Mutation(
        "trace-tells-documents",
        "a trace names the collection, never what stands in it",
        (
            Edit(
                "shared/mongo/observing.py",
                '"db.operation.name": event.command_name,\n',
                '"db.operation.name": event.command_name,\n            "db.query.text": str(event.command),\n',
            ),
        ),
        (_PRIVACY,),
    ),
    Mutation(
        "trace-tells-the-recipient",
        "a trace says that a mail was sent, never to whom",
        (
            Edit(
                "services/notifier/application/sending.py",
                'with span("smtp envelope", Kind.CLIENT, _SMTP):',
                'with span("smtp envelope", Kind.CLIENT, {**_SMTP, "smtp.to": mail.recipient.address}):',
            ),
        ),
        (_PRIVACY,),
    ),
    Mutation(
        "trace-tells-a-strangers-state",
        "what a caller wrote into its trace is passed on and told to nobody",
        (
            Edit(
                "shared/observability/tracing.py",
                'return _propagator.extract({_PARENT: headers.get(_PARENT, "")})',
                "return _propagator.extract(dict(headers))",
            ),
        ),
        (_PRIVACY,),
    ),
)
