"""Calls what the SDK's client offers: first what its workers rely on, then every method of every service it has a stub for."""

import asyncio
import inspect
import json
import sys

import betterproto2
from allora_sdk import AlloraNetworkConfig, AlloraRPCClient
from allora_sdk.rpc_client.protos.cosmos.auth import v1beta1 as auth
from allora_sdk.rpc_client.protos.cosmos.bank import v1beta1 as bank
from allora_sdk.rpc_client.protos.cosmos.base.tendermint import v1beta1 as tendermint
from allora_sdk.rpc_client.protos.cosmos.staking import v1beta1 as staking
from allora_sdk.rpc_client.protos.cosmos.tx import v1beta1 as tx
from allora_sdk.rpc_client.protos.emissions import v9, v10
from allora_sdk.rpc_client.protos.feemarket.feemarket import v1 as feemarket
from allora_sdk.rpc_client.protos.mint import v5 as mint
from grpclib.exceptions import GRPCError


async def outcome(call) -> dict:
    try:
        return {"status": "OK", "answer": (await call).to_dict(casing=betterproto2.Casing.SNAKE)}
    except GRPCError as error:
        return {"status": error.status.name, "details": error.message}


async def relied_on(client: AlloraRPCClient, address: str, tx_hash: str) -> None:
    emissions = client.emissions.query
    calls = {
        "GetNodeInfo": client.tendermint.query.get_node_info(tendermint.GetNodeInfoRequest()),
        "GetSyncing": client.tendermint.query.get_syncing(tendermint.GetSyncingRequest()),
        "GetLatestBlock": client.tendermint.query.get_latest_block(tendermint.GetLatestBlockRequest()),
        "GetBlockByHeight": client.tendermint.query.get_block_by_height(tendermint.GetBlockByHeightRequest(height=1)),
        "AccountInfo": client.auth.query.account_info(auth.QueryAccountInfoRequest(address=address)),
        "Account": client.auth.query.account(auth.QueryAccountRequest(address=address)),
        "Balance": client.bank.query.balance(bank.QueryBalanceRequest(address=address, denom="uallo")),
        "GetTx": client.tx.query.get_tx(tx.GetTxRequest(hash=tx_hash)),
        "GetTx of none": client.tx.query.get_tx(tx.GetTxRequest(hash="AB" * 32)),
        "GasPrice": client.feemarket.query.gas_price(feemarket.GasPriceRequest(denom="uallo")),
        "State": client.feemarket.query.state(feemarket.StateRequest()),
        "Params": client.feemarket.query.params(feemarket.ParamsRequest()),
        "GetTopic": emissions.get_topic(v10.GetTopicRequest(topic_id=1)),
        "IsWorkerRegisteredInTopicId": emissions.is_worker_registered_in_topic_id(
            v10.IsWorkerRegisteredInTopicIdRequest(topic_id=1, address=address)
        ),
        "IsReputerRegisteredInTopicId": emissions.is_reputer_registered_in_topic_id(
            v10.IsReputerRegisteredInTopicIdRequest(topic_id=1, address=address)
        ),
        "CanSubmitWorkerPayload": emissions.can_submit_worker_payload(
            v10.CanSubmitWorkerPayloadRequest(topic_id=1, address=address)
        ),
        "CanSubmitReputerPayload": emissions.can_submit_reputer_payload(
            v10.CanSubmitReputerPayloadRequest(topic_id=1, address=address)
        ),
        "GetUnfulfilledWorkerNonces": emissions.get_unfulfilled_worker_nonces(
            v10.GetUnfulfilledWorkerNoncesRequest(topic_id=1)
        ),
        "GetLatestNetworkInferences": emissions.get_latest_network_inferences(
            v10.GetLatestNetworkInferencesRequest(topic_id=1)
        ),
        "GetNetworkInferencesAtBlock": emissions.get_network_inferences_at_block(
            v10.GetNetworkInferencesAtBlockRequest(topic_id=1, block_height_last_inference=1)
        ),
        "GetStakeFromReputerInTopicInSelf": emissions.get_stake_from_reputer_in_topic_in_self(
            v10.GetStakeFromReputerInTopicInSelfRequest(topic_id=1, reputer_address=address)
        ),
        "Validator": staking.QueryStub(client.grpc_client).validator(
            staking.QueryValidatorRequest(validator_addr="allovaloper1none")
        ),
    }
    for name, call in calls.items():
        print(json.dumps({"method": name, **await outcome(call)}))


async def everything(client: AlloraRPCClient) -> None:
    stubs = [auth.QueryStub, bank.QueryStub, tendermint.ServiceStub, tx.ServiceStub, staking.QueryStub]
    stubs += [feemarket.QueryStub, mint.QueryServiceStub, v9.QueryServiceStub, v10.QueryServiceStub]
    for stub in stubs:
        service = stub(client.grpc_client)
        module = inspect.getmodule(stub)
        for name, method in inspect.getmembers(service, inspect.ismethod):
            if name.startswith("_"):
                continue
            # Nothing is asked for: what answers, answers with what it has or says what is missing.
            asked = next(iter(inspect.signature(method).parameters.values())).annotation
            request = getattr(module, asked.split(".")[-1].strip("'\" |None").split(" ")[0])()
            told = await outcome(method(request))
            told.pop("answer", None)
            print(json.dumps({"service": module.__name__.split("protos.")[1], "method": name, **told}))


async def main(port: str, address: str, tx_hash: str) -> None:
    client = AlloraRPCClient(network=AlloraNetworkConfig.local(port=int(port)))
    await relied_on(client, address, tx_hash)
    await everything(client)
    await client.close()


asyncio.run(main(*sys.argv[1:]))
