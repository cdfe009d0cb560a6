const SIZE_LIMIT = 10 * 1024 * 1024;
const SMALLEST_SIDE = 128;

/** The error tag that a profile photo earns, or undefined for a good one. */
export function judgePhoto(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)) return 'file_type_error';
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > SIZE_LIMIT) return 'file_size_error';
  const size = measurePng(bytes) ?? measureGif(bytes) ?? measureJpeg(bytes);
  if (size === undefined) return 'file_type_error';
  return size.width <= SMALLEST_SIDE || size.height <= SMALLEST_SIDE ? 'dimension_error' : undefined;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function measurePng(bytes: Buffer): Size | undefined {
  if (bytes.length < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function measureGif(bytes: Buffer): Size | undefined {
  if (bytes.length < 10 || !bytes.toString('latin1', 0, 6).startsWith('GIF8')) return undefined;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** A JPEG's size is in its first frame header, behind any number of other segments. */
function measureJpeg(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
