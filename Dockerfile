# The service as an image. One command starts it, another brings the database up to date; the second is never done by
# the first, so that several instances can start at once and a role without rights to change tables can serve:
#
#   docker build -t sip-api .
#   docker run --rm -e SIP_DATABASE_URL=… sip-api sip migrate            (the owner's address)
#   docker run -p 8000:8000 -e SIP_DATABASE_URL=… -e SIP_CITIZEN_DATABASE_URL=… -e … sip-api
#
# The settings are in the README. Development mode refuses every address but loopback, so it does not run here.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/sip
# Before the code, so that a change of code does not fetch the packages again.
COPY requirements.lock ./
RUN /opt/sip/bin/python -m pip install --require-hashes -r requirements.lock
COPY pyproject.toml ./
COPY app ./app
COPY migrations ./migrations
COPY openapi ./openapi
COPY documentation ./documentation
RUN /opt/sip/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/sip/bin/python -m pip install --no-deps --no-index /wheel/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin sip \
    && install --directory --owner=sip --mode=0700 /data
COPY --from=build /opt/sip /opt/sip
ENV PATH=/opt/sip/bin:$PATH PYTHONUNBUFFERED=1 SIP_DATA_DIR=/data
WORKDIR /data
VOLUME /data
EXPOSE 8000
USER 10001
# Alive, not ready: a database that is away for a moment is no reason to start this process anew.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ.get('SIP_PORT', '8000') + '/livez', timeout=2)"]
CMD ["sip", "serve", "--host", "0.0.0.0"]
