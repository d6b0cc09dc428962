// Chinese on the page outside what is declared as Chinese: words, labels, the title.
() => {
  const chinese = /[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]/;
  const found = [document.title];
  const declared = (one) => {
    const near = one.closest("[lang]");
    return near && near.lang.startsWith("zh");
  };
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement && !node.parentElement.closest("script, style") && !declared(node.parentElement)) found.push(node.data);
  }
  for (const one of document.querySelectorAll("*")) {
    if (declared(one)) continue;
    for (const label of ["aria-label", "aria-description", "alt", "title", "placeholder", "data-label"]) found.push(one.getAttribute(label) || "");
    if (one.matches("input[type=submit], input[type=button]")) found.push(one.value);
  }
  return [...new Set(found.filter((one) => chinese.test(one)).map((one) => one.trim().replace(/\s+/g, " ")))];
}
