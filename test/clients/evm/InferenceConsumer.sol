// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

struct NetworkInferenceData {
    uint256 networkInference;
    uint256[] confidenceIntervalPercentiles;
    uint256[] confidenceIntervalValues;
    uint256 timestamp;
    uint256 topicId;
    bytes extraData;
}

struct AlloraConsumerNetworkInferenceData {
    bytes signature;
    NetworkInferenceData networkInference;
    bytes extraData;
}

struct TopicValue {
    uint192 recentValue;
    uint64 recentValueTime;
    uint256[] confidenceIntervalPercentiles;
    uint256[] confidenceIntervalValues;
}

/// The rule of docs/consumer.md, as a contract that a consumer of Allora would deploy.
contract InferenceConsumer {
    error AlloraConsumerNotSwitchedOn();
    error AlloraConsumerInvalidConfidenceIntervals();
    error AlloraConsumerInvalidDataTime();
    error AlloraConsumerInvalidDataProvider();
    error MalformedSignature();
    error ValueTooLarge();

    event AlloraConsumerVerifiedNetworkInferenceDataAndInterval(
        uint256 networkInference, uint256 timestamp, uint256 topicId, bytes extraData
    );

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant INFERENCE_TYPE = keccak256(
        "NetworkInferenceData(uint256 networkInference,uint256 timestamp,uint256 topicId,bytes extraData,uint256[] confidenceIntervalPercentiles,uint256[] confidenceIntervalValues)"
    );
    // The upper half of the curve's order: a signature with such an s has a twin below.
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    uint256 public constant PAST = 1 hours;
    uint256 public constant FUTURE = 5 minutes;

    address public immutable owner = msg.sender;
    bool public switchedOn = true;
    mapping(address => bool) public validDataProvider;
    mapping(uint256 => mapping(bytes => TopicValue)) private values;

    modifier onlyOwner() {
        require(msg.sender == owner, "owner only");
        _;
    }

    function setDataProvider(address provider, bool valid) external onlyOwner {
        validDataProvider[provider] = valid;
    }

    function setSwitchedOn(bool on) external onlyOwner {
        switchedOn = on;
    }

    function topicValue(uint256 topicId, bytes calldata extraData) external view returns (TopicValue memory) {
        return values[topicId][extraData];
    }

    function verifyNetworkInference(AlloraConsumerNetworkInferenceData calldata data)
        external
        returns (uint256, uint256[] memory, uint256[] memory, address provider)
    {
        provider = verify(data);
        NetworkInferenceData calldata given = data.networkInference;
        if (given.networkInference > type(uint192).max) revert ValueTooLarge();
        values[given.topicId][given.extraData] = TopicValue({
            recentValue: uint192(given.networkInference),
            recentValueTime: uint64(block.timestamp),
            confidenceIntervalPercentiles: given.confidenceIntervalPercentiles,
            confidenceIntervalValues: given.confidenceIntervalValues
        });
        emit AlloraConsumerVerifiedNetworkInferenceDataAndInterval(
            given.networkInference, given.timestamp, given.topicId, given.extraData
        );
        return (given.networkInference, given.confidenceIntervalPercentiles, given.confidenceIntervalValues, provider);
    }

    function verifyNetworkInferenceViewOnly(AlloraConsumerNetworkInferenceData calldata data)
        external
        view
        returns (uint256, uint256[] memory, uint256[] memory, address provider)
    {
        provider = verify(data);
        NetworkInferenceData calldata given = data.networkInference;
        return (given.networkInference, given.confidenceIntervalPercentiles, given.confidenceIntervalValues, provider);
    }

    function getNetworkInferenceMessage(NetworkInferenceData calldata given) public view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("AlloraConsumer"), keccak256("1"), block.chainid, address(this))
        );
        bytes32 inference = keccak256(
            abi.encode(
                INFERENCE_TYPE,
                given.networkInference,
                given.timestamp,
                given.topicId,
                given.extraData,
                given.confidenceIntervalPercentiles,
                given.confidenceIntervalValues
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, inference));
    }

    function verify(AlloraConsumerNetworkInferenceData calldata data) private view returns (address provider) {
        if (!switchedOn) revert AlloraConsumerNotSwitchedOn();
        NetworkInferenceData calldata given = data.networkInference;
        if (given.confidenceIntervalPercentiles.length != given.confidenceIntervalValues.length) {
            revert AlloraConsumerInvalidConfidenceIntervals();
        }
        if (given.timestamp + PAST < block.timestamp || given.timestamp > block.timestamp + FUTURE) {
            revert AlloraConsumerInvalidDataTime();
        }
        bytes32 message = getNetworkInferenceMessage(given);
        provider = recover(keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", message)), data.signature);
        if (provider != owner && !validDataProvider[provider]) revert AlloraConsumerInvalidDataProvider();
    }

    function recover(bytes32 digest, bytes calldata signature) private pure returns (address signer) {
        if (signature.length != 65) revert MalformedSignature();
        bytes32 r = bytes32(signature[0:32]);
        bytes32 s = bytes32(signature[32:64]);
        if (uint256(s) > HALF_ORDER) revert MalformedSignature();
        signer = ecrecover(digest, uint8(signature[64]), r, s);
        if (signer == address(0)) revert MalformedSignature();
    }
}
