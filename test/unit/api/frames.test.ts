import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Frames, frame } from '../../../src/api/grpc/frames.ts';

const LIMIT = 1_000;
const all = (frames: Frames, bytes: Buffer, cuts: readonly number[]): Uint8Array[] => {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].flatMap((end, i) => frames.take(bytes.subarray(ends[i - 1] ?? 0, end)));
};

it('takes messages out of a stream, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.array(fc.nat(500)), (messages, cuts) => {
      const frames = new Frames(LIMIT, 'identity');
      const found = all(frames, Buffer.concat(messages.map(frame)), cuts);
      expect(found.map((one) => Buffer.from(one).toString('hex'))).toEqual(
        messages.map((one) => Buffer.from(one).toString('hex')),
      );
      expect(frames.held).toBe(0);
    }),
  );
});

it('tells what is not whole yet', () => {
  const frames = new Frames(LIMIT, 'identity');
  expect(frames.take(frame(new Uint8Array(10)).subarray(0, 9))).toEqual([]);
  expect(frames.held).toBe(9);
});

it('refuses what is too large before it has come', () => {
  const head = Buffer.from([0, 0, 0, 3, 0xe9]);
  expect(() => new Frames(LIMIT, 'identity').take(head)).toThrow(/1000 bytes, not 1001/);
  expect(() => new Frames(LIMIT, 'identity').take(Buffer.from([0, 255, 255, 255, 255]))).toThrow(/4294967295/);
});

it('unpacks gzip, within the limit', () => {
  const packed = (size: number): Buffer => {
    const framed = frame(gzipSync(Buffer.alloc(size, 7)));
    framed.writeUInt8(1, 0);
    return framed;
  };
  expect(new Frames(LIMIT, 'gzip').take(packed(999))).toEqual([Buffer.alloc(999, 7)]);
  expect(() => new Frames(LIMIT, 'gzip').take(packed(100_000))).toThrow(/cannot be unpacked/);
  expect(() => new Frames(LIMIT, 'identity').take(packed(9))).toThrow(/gzip only/);
  const garbage = frame(Buffer.from('no gzip'));
  garbage.writeUInt8(1, 0);
  expect(() => new Frames(LIMIT, 'gzip').take(garbage)).toThrow(/cannot be unpacked/);
});
