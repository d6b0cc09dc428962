# One image for web, worker, beat and the one-shot "prepare". compose.yaml starts them.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/yunke \
    && /opt/yunke/bin/python -m pip install --require-hashes --no-deps -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/yunke/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 YUNKE_VAR=/var/lib/yunke
RUN useradd --system --uid 10001 --home-dir /var/lib/yunke --create-home yunke
COPY --from=build /opt/yunke /opt/yunke
WORKDIR /srv/yunke
COPY manage.py pyproject.toml ./
COPY yunke yunke
COPY onboarding onboarding
COPY training training
COPY tasks tasks
COPY payouts payouts
RUN YUNKE_DEMO=1 YUNKE_VAR=/tmp/build python -c "from pathlib import Path; from yunke.management.commands.prepare import compile_translations; compile_translations(Path('.'))" \
    && rm -rf /tmp/build
USER 10001
VOLUME /var/lib/yunke
EXPOSE 8000
CMD ["gunicorn", "yunke.wsgi", "--config", "python:yunke.serving"]
