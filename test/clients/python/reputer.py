import asyncio

from allora_sdk import AlloraWorker, RunContext, get_block_time, make_reputer_function

from settings import PLACE, TOPIC, network, truth, wallet


def squared_error(ground_truth: float, inference: float) -> float:
    return (ground_truth - inference) ** 2


async def get_ground_truth(context: RunContext) -> float:
    asked_at = await get_block_time(context.client, context.nonce)
    print(f"Nonce {context.nonce} is of {asked_at}")
    return truth(context.nonce) + 0.01 * PLACE


async def main():
    worker = AlloraWorker.reputer(
        topic_id=TOPIC,
        wallet=wallet(),
        network=network(),
        reputer_fn=make_reputer_function(get_ground_truth, squared_error),
        min_stake_uallo=100 * 10**18,
    )
    async for result in worker.run():
        if isinstance(result, Exception):
            print(f"Reputer worker error: {result!r}")
        else:
            print(f"Losses submitted to Allora: {result.tx_result.txhash}")


asyncio.run(main())
