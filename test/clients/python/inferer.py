import asyncio
import os

from allora_sdk import AlloraWorker, RunContext
from allora_sdk.worker.autostake import AutoStakeConfig, AutoStakeTargetType

from settings import PLACE, TOPIC, network, truth, wallet


async def run_model(context: RunContext) -> float:
    return truth(context.nonce) + 0.4 * PLACE + (context.nonce % 5) / 100


async def main():
    reputer = os.environ.get("AUTOSTAKE")
    worker = AlloraWorker.inferer(
        topic_id=TOPIC,
        wallet=wallet(),
        network=network(),
        run=run_model,
        autostake=AutoStakeConfig(target_type=AutoStakeTargetType.REPUTER, target_address=reputer) if reputer else None,
    )
    async for result in worker.run():
        if isinstance(result, Exception):
            print(f"Inference worker error: {result!r}")
        else:
            print(f"Prediction submitted to Allora: {result.submission}")


asyncio.run(main())
