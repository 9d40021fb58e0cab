import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, frame } from '../../../src/node/abci/frames.ts';

/** Everything that a reader makes of these chunks. */
function read(chunks: readonly Uint8Array[]): Uint8Array[] {
  const reader = new FrameReader();
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next; next = reader.next()) frames.push(next);
  }
  return frames;
}

test('frames come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 400 })),
      fc.array(fc.integer({ min: 1, max: 50 })),
      (frames, cuts) => {
        const stream = Buffer.concat(frames.map(frame));
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = cuts.length === 0 ? stream.length : cuts[i % cuts.length]!;
          chunks.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(read(chunks).map((one) => Buffer.from(one))).toEqual(frames.map((one) => Buffer.from(one)));
      },
    ),
  );
});

test('an empty frame is a frame', () => {
  expect(read([Uint8Array.of(0, 0)])).toEqual([new Uint8Array(0), new Uint8Array(0)]);
});

test('a frame of 100 MB in chunks of 64 KB is copied once', () => {
  const body = Buffer.alloc(100 << 20, 7);
  const stream = frame(body);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += 1 << 16) chunks.push(stream.subarray(at, at + (1 << 16)));
  expect(read(chunks)[0]!.length).toBe(body.length);
});

test('a frame is a copy of its own: the chunk may be reused', () => {
  const chunk = Buffer.from(frame(Uint8Array.of(1, 2, 3)));
  const [out] = read([chunk]);
  chunk.fill(9);
  expect([...out!]).toEqual([1, 2, 3]);
});

test('a senseless length is refused', () => {
  expect(() => read([Uint8Array.of(255, 255, 255, 255, 255, 255, 1)])).toThrow(RangeError);
});
