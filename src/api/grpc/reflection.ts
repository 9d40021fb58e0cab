import { create, type DescFile, type DescMessage, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import * as v1 from '../../wire/gen/grpc/reflection/v1/reflection_pb.ts';
import { ServerReflection as Alpha } from '../../wire/gen/grpc/reflection/v1alpha/reflection_pb.ts';
import { decode, encode, registry } from '../../wire/index.ts';
import { services } from '../catalogue.ts';
import { STATUS } from '../status.ts';

const served = [...services, v1.ServerReflection, Alpha];

/** Everything that can be asked for, by its name. */
interface Index {
  readonly files: ReadonlyMap<string, DescFile>;
  readonly symbols: ReadonlyMap<string, DescFile>;
  /** By the extended message, then by number. */
  readonly extensions: ReadonlyMap<string, ReadonlyMap<number, DescFile>>;
}

let index: Index | undefined;

function buildIndex(): Index {
  const files = new Map<string, DescFile>();
  const symbols = new Map<string, DescFile>();
  const extensions = new Map<string, Map<number, DescFile>>();
  const addMessage = (message: DescMessage): void => {
    const { file } = message;
    for (const { typeName } of [message, ...message.nestedEnums]) symbols.set(typeName, file);
    for (const { name } of [...message.fields, ...message.oneofs]) symbols.set(`${message.typeName}.${name}`, file);
    message.nestedMessages.forEach(addMessage);
  };
  const addFile = (file: DescFile): void => {
    // Descriptors carry names without the ending.
    if (files.has(`${file.name}.proto`)) return;
    files.set(`${file.name}.proto`, file);
    file.dependencies.forEach(addFile);
    file.messages.forEach(addMessage);
    for (const type of file.enums) symbols.set(type.typeName, file);
    for (const extension of file.extensions) {
      symbols.set(extension.typeName, file);
      const extended = extension.extendee.typeName;
      extensions.set(extended, (extensions.get(extended) ?? new Map()).set(extension.number, file));
    }
    for (const service of file.services) {
      symbols.set(service.typeName, file);
      for (const { name } of service.methods) symbols.set(`${service.typeName}.${name}`, file);
    }
  };
  for (const { file } of [...served, ...registry.messages()]) addFile(file);
  return { files, symbols, extensions };
}

type Response = v1.ServerReflectionResponse['messageResponse'];

const missing = (errorMessage: string): Response => ({
  case: 'errorResponse',
  value: create(v1.ErrorResponseSchema, { errorCode: STATUS.NotFound, errorMessage }),
});

/** A file with all that it imports, itself first. */
function withImports(file: DescFile | undefined, what: string): Response {
  if (!file) return missing(`${what.slice(0, 200)} is not known here`);
  const all = new Set<DescFile>();
  const add = (one: DescFile): void => {
    if (all.has(one)) return;
    all.add(one);
    one.dependencies.forEach(add);
  };
  add(file);
  const fileDescriptorProto = [...all].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: create(v1.FileDescriptorResponseSchema, { fileDescriptorProto }) };
}

function respond({ messageRequest: asked }: v1.ServerReflectionRequest): Response {
  index ??= buildIndex();
  switch (asked.case) {
    case 'fileByFilename':
      return withImports(index.files.get(asked.value), asked.value);
    case 'fileContainingSymbol':
      return withImports(index.symbols.get(asked.value.replace(/^\./, '')), asked.value);
    case 'fileContainingExtension': {
      const { containingType, extensionNumber } = asked.value;
      return withImports(
        index.extensions.get(containingType)?.get(extensionNumber),
        `an extension of ${containingType}`,
      );
    }
    case 'allExtensionNumbersOfType': {
      const numbers = index.extensions.get(asked.value);
      if (!numbers && !index.symbols.has(asked.value)) return missing(`${asked.value.slice(0, 200)} is not known here`);
      const value = { baseTypeName: asked.value, extensionNumber: [...(numbers?.keys() ?? [])] };
      return { case: 'allExtensionNumbersResponse', value: create(v1.ExtensionNumberResponseSchema, value) };
    }
    case 'listServices': {
      const service = served.map(({ typeName }) => ({ name: typeName }));
      return { case: 'listServicesResponse', value: create(v1.ListServiceResponseSchema, { service }) };
    }
    default:
      return missing('nothing was asked for');
  }
}

/** Answers one question of reflection; both versions have the same messages. */
export function reflect(request: Uint8Array): Uint8Array {
  const originalRequest = decode(v1.ServerReflectionRequestSchema, request);
  const { host } = originalRequest;
  const messageResponse = respond(originalRequest);
  return encode(
    v1.ServerReflectionResponseSchema,
    create(v1.ServerReflectionResponseSchema, { validHost: host, originalRequest, messageResponse }),
  );
}
