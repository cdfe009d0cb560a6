import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/render/json-text.js';

describe('JSON as it is printed', () => {
  it('holds no character that a terminal obeys or a reader cannot see', () => {
    const text = renderJson({ name: 'a\u009b31m\u202ecba\u200b\u007f\u{e0041}\nb' });
    expect(text).toBe('{\n  "name": "a\\u009b31m\\u202ecba\\u200b\\u007f\\udb40\\udc41\\nb"\n}\n');
  });

  it('is read back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(renderJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
