"""Sends what the SDK's client can, at a static price of gas or the network's own; prints how each transaction went."""

import asyncio
import json
import os
import sys

from allora_sdk import AlloraNetworkConfig, AlloraRPCClient, AlloraWalletConfig
from allora_sdk.rpc_client.client_bank import SendOutput


async def main(port: str, price: str, reputer: str) -> None:
    dynamic = price == "dynamic"
    network = AlloraNetworkConfig.local(port=int(port), use_dynamic_gas_price=dynamic, congestion_aware_fees=dynamic)
    client = AlloraRPCClient(network=network, wallet=AlloraWalletConfig(mnemonic=os.environ["MNEMONIC"]))
    sender = client.address
    emissions = client.emissions.tx
    lengths = {"epoch_length": 120, "ground_truth_lag": 120, "worker_submission_window": 100}
    transactions = {
        "send": lambda: client.bank.tx.send([SendOutput(to_addr=reputer, amount_uallo="1234")]),
        "create_topic": lambda: emissions.create_topic(metadata="made by the SDK", loss_method="mse", **lengths),
        "fund_topic": lambda: emissions.fund_topic(topic_id=1, amount="1000"),
        "delegate_stake": lambda: emissions.delegate_stake(sender=sender, topic_id=1, reputer=reputer, amount="5000"),
        "whitelist_workers": lambda: emissions.bulk_add_to_topic_worker_whitelist(topic_id=2, addresses=[sender]),
        "whitelist_reputers": lambda: emissions.bulk_add_to_topic_reputer_whitelist(topic_id=2, addresses=[sender]),
    }
    for what, submit in transactions.items():
        sent = await (await submit())
        print(json.dumps({"what": what, "code": sent.code, "gas": sent.gas_wanted / sent.gas_used, "log": sent.raw_log}))
    await client.close()


asyncio.run(main(*sys.argv[1:]))
