# One image for every service, the provisioner and the command lines; what it is, its command says.
ARG PYTHON=python:3.12.13-slim
FROM ${PYTHON}

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# Before the code, so that a change of code does not install anything anew.
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY shared shared
COPY services services
COPY ops ops
COPY bin bin
ENV PATH=/app/bin:$PATH
RUN python -m compileall -q shared services ops && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin thidua \
    && install -d -o thidua /keys

USER 10001
EXPOSE 8000
CMD ["python", "-m", "services.intake.main"]
