// Reads cases as JSON lines and prints, for each, what the verifier of cosmos/ics23 says.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	ics23 "github.com/cosmos/ics23/go"
)

type proofCase struct {
	Spec  string  `json:"spec"`
	Root  []byte  `json:"root"`
	Key   []byte  `json:"key"`
	Value *[]byte `json:"value"`
	Proof []byte  `json:"proof"`
}

func verify(each proofCase) bool {
	spec := ics23.IavlSpec
	if each.Spec == "tendermint" {
		spec = ics23.TendermintSpec
	}
	var proof ics23.CommitmentProof
	if err := proof.Unmarshal(each.Proof); err != nil {
		return false
	}
	if each.Value == nil {
		return ics23.VerifyNonMembership(spec, each.Root, &proof, each.Key)
	}
	return ics23.VerifyMembership(spec, each.Root, &proof, each.Key, *each.Value)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var each proofCase
		if err := json.Unmarshal(lines.Bytes(), &each); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(verify(each))
	}
}
