import asyncio
import os

from allora_sdk import AlloraWorker, RunContext

from settings import PLACE, TOPIC, network, wallet

INFERERS = os.environ["INFERERS"].split(",")


async def run_model(context: RunContext) -> dict[str, float]:
    # The expected log10 loss of each inferer.
    return {address: -2.0 + 0.25 * place + 0.1 * PLACE for place, address in enumerate(INFERERS)}


async def main():
    worker = AlloraWorker.forecaster(
        topic_id=TOPIC,
        wallet=wallet(),
        network=network(),
        run=run_model,
    )
    async for result in worker.run():
        if isinstance(result, Exception):
            print(f"Forecaster worker error: {result!r}")
        else:
            print(f"Forecast submitted to Allora: {result.submission}")


asyncio.run(main())
