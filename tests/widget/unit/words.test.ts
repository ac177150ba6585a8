import assert from "node:assert/strict";
import test from "node:test";
import { contrast, parseRgb, readable, textOn, BLACK, WHITE, type Rgb } from "../../../widget/src/colour";
import { plain, webAddress } from "../../../widget/src/markup";
import { fill, LANGUAGES } from "../../../widget/src/texts";

test("contrast is that of WCAG", () => {
  assert.equal(contrast(WHITE, BLACK), 21);
  assert.ok(Math.abs(contrast([0, 132, 255], WHITE) - 3.65) < 0.02);
});

test("any colour of a site can be read: as a surface, and as ink in light and dark", () => {
  const dark: Rgb = [23, 25, 31];
  for (let r = 0; r <= 255; r += 51)
    for (let g = 0; g <= 255; g += 51)
      for (let b = 0; b <= 255; b += 51) {
        const colour: Rgb = [r, g, b];
        assert.ok(contrast(textOn(colour), colour) >= 4.5, `text on ${colour}`);
        for (const background of [WHITE, dark])
          assert.ok(contrast(readable(colour, background), background) >= 4.5, `${colour} on ${background}`);
      }
});

test("a colour that has contrast stays as it is", () => {
  assert.deepEqual(readable([54, 70, 184], WHITE), [54, 70, 184]);
  assert.deepEqual(parseRgb("rgb(54, 70, 184)"), [54, 70, 184]);
  assert.equal(parseRgb("currentcolor"), null);
});

test("only addresses of the web are links", () => {
  assert.equal(webAddress("https://www.bls.gov/oes/"), "https://www.bls.gov/oes/");
  for (const url of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "/x", "", "https://www.bls.gov@a.example"])
    assert.equal(webAddress(url), null, url);
});

test("markup is not read aloud", () => {
  assert.equal(plain("**$85,028** at [the school](https://a.example)"), "$85,028 at the school");
  assert.equal(plain("[the school](https://a.example)", true), "the school (https://a.example)");
});

test("every language has every text, and the same places to fill", () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  for (const texts of Object.values(LANGUAGES))
    for (const [key, text] of Object.entries(LANGUAGES.en!))
      assert.equal(places(texts[key as keyof typeof texts] ?? "missing {key}"), places(text), key);
  assert.equal(fill("{n} of {list}", { n: 2 }), "2 of {list}");
});
