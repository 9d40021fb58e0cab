"""Knows nothing of the network but its address: lists services, reads their descriptors, calls a method by them."""

import json
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


def main(target: str) -> None:
    channel = grpc.insecure_channel(target)
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = descriptor_pool.DescriptorPool(database)

    def call(service: str, method: str, request: dict) -> dict:
        described = pool.FindServiceByName(service).FindMethodByName(method)
        asked = json_format.ParseDict(request, message_factory.GetMessageClass(described.input_type)())
        unary = channel.unary_unary(
            f"/{service}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=message_factory.GetMessageClass(described.output_type).FromString,
        )
        return json_format.MessageToDict(unary(asked), descriptor_pool=pool, preserving_proto_field_name=True)

    services = sorted(database.get_services())
    for service in services:
        methods = [method.name for method in pool.FindServiceByName(service).methods]
        print(json.dumps({"service": service, "methods": methods}))
    for service, method, request in json.loads(sys.argv[2]):
        try:
            print(json.dumps({"called": method, "answer": call(service, method, request)}))
        except grpc.RpcError as error:
            print(json.dumps({"called": method, "status": error.code().name, "details": error.details()}))


main(sys.argv[1])
