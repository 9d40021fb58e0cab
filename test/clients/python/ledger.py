"""cosmpy's LedgerClient, as its documentation uses it: reads, sends, and finds what it sent. Prints what it saw."""

import json
import os
import sys

from cosmpy.aerial.client import LedgerClient
from cosmpy.aerial.config import NetworkConfig
from cosmpy.aerial.wallet import LocalWallet
from cosmpy.crypto.address import Address


def main(url: str, price: str, to: str) -> None:
    ledger = LedgerClient(
        NetworkConfig(
            chain_id="localnet",
            url=url,
            fee_minimum_gas_price=float(price),
            fee_denomination="uallo",
            staking_denomination="uallo",
        )
    )
    wallet = LocalWallet.from_mnemonic(os.environ["MNEMONIC"], prefix="allo")
    recipient = Address(to)
    before = ledger.query_bank_balance(recipient)
    sequence = ledger.query_account(wallet.address()).sequence
    sent = ledger.send_tokens(recipient, 1234, "uallo", wallet).wait_to_complete()
    seen = {
        "chain": ledger.query_chain_id(),
        "sdk": str(ledger.query_node_info().cosmos_sdk_version),
        "height": ledger.query_height() >= sent.response.height > 1,
        "block": ledger.query_block(sent.response.height).height == sent.response.height,
        "address": str(wallet.address()),
        "signed": ledger.query_account(wallet.address()).sequence - sequence,
        "balances": [coin.denom for coin in ledger.query_bank_all_balances(wallet.address())],
        "received": ledger.query_bank_balance(recipient) - before,
        "code": sent.response.code,
        "gas": sent.response.gas_wanted / sent.response.gas_used,
        "events": sorted(sent.response.events),
    }
    print(json.dumps(seen))


main(*sys.argv[1:])
