# The desk in a container: `docker compose up` builds and starts it beside its database (compose.yaml).
# Two stages: what installs stays behind, and the last one holds Python, the locked packages and nothing that builds.

FROM python:3.13-slim-bookworm AS install
RUN python -m venv --without-pip /opt/steward
WORKDIR /src
# The same steps as `make setup`, with the packages that a running desk needs, exact and by hash.
COPY requirements/base.txt requirements/build.txt requirements/
RUN python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
RUN python -m pip --python /opt/steward install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
COPY pyproject.toml README.md LICENSE ./
COPY models models
COPY actors actors
COPY bot bot
RUN python -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir /wheels . \
    && python -m pip --python /opt/steward install --quiet --disable-pip-version-check --no-deps /wheels/*.whl

FROM python:3.13-slim-bookworm
RUN python -m pip uninstall --quiet --yes pip \
    && install --directory --owner 10001 --group 10001 --mode 0700 /run/steward /srv/steward
COPY --from=install /opt/steward /opt/steward
ENV PATH=/opt/steward/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STEWARD_HEARTBEAT=/run/steward/heartbeat
WORKDIR /srv/steward
USER 10001:10001
STOPSIGNAL SIGTERM
# Healthy: Discord was heard within a minute and a half and the database answers (docs/reference/cli.md).
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["steward", "healthy"]
ENTRYPOINT ["steward"]
CMD ["run"]
