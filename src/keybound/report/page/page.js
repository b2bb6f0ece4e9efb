"use strict";
// Everything that comes from a table or a file is put in place as text, never as markup.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const colours = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dashes = { "solid": [], "dashed": [9, 5], "dash-dot": [9, 4, 2, 4], "dotted": [2, 4] };
  const hidden = new Set();
  const logarithmic = { x: data.plots.some((p) => p.x_logarithmic), y: data.plots.some((p) => p.y_logarithmic) };
  let views = [];

  byId("title").textContent = data.title;
  byId("caption").textContent = data.caption;
  byId("citation").textContent = data.citation;

  // Dark inks are lightened on dark paper.
  function ink(colour) {
    const c = colour || "#444444";
    if (!dark.matches) return c;
    const rgb = [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16));
    const light = (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]) / 255;
    const share = Math.max(0, 0.62 - light) * 0.85;
    return "rgb(" + rgb.map((v) => Math.round(v + (255 - v) * share)).join(",") + ")";
  }

  const superscript = (n) => String(n).replace(/[-0-9]/g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] || "⁻");
  function number(v) {
    if (v === null || v === undefined) return "–";
    if (v === 0) return "0";
    const size = Math.abs(v);
    if (size >= 1e-3 && size < 1e5) return String(Number(v.toPrecision(4)));
    const e = Math.floor(Math.log10(size));
    const m = Number((v / Math.pow(10, e)).toPrecision(4));
    return (m === 1 ? "" : m + "·") + "10" + superscript(e);
  }

  const visible = (c) => !hidden.has("label:" + c.label) && !hidden.has("variant:" + c.variant);
  const drawable = (v, log) => v !== null && (!log || v > 0);

  function best(plot, i, upper) {
    let found = null;
    for (const c of plot.curves) {
      const v = c.values[i];
      if (c.upper !== upper || !visible(c) || !drawable(v, logarithmic.y)) continue;
      if (found === null || (upper ? v < found : v > found)) found = v;
    }
    return found;
  }

  // x, the two edges of the gap, the curves.
  function columns(plot) {
    const keep = plot.x.map((x, i) => i).filter((i) => drawable(plot.x[i], logarithmic.x));
    const floor = logarithmic.y ? plot.y_range[0] > 0 ? plot.y_range[0] : 1e-12 : 0;
    const upper = keep.map((i) => plot.shaded ? best(plot, i, true) : null);
    const lower = keep.map((i, k) => {
      if (upper[k] === null) return null;
      const v = best(plot, i, false);
      return v === null ? floor : v;
    });
    const curves = plot.curves.map((c) => keep.map((i) => {
      return visible(c) && drawable(c.values[i], logarithmic.y) ? c.values[i] : null;
    }));
    return [keep.map((i) => plot.x[i]), lower, upper].concat(curves);
  }

  function range(plot, min, max) {
    if (logarithmic.y) {
      const own = plot.y_range;
      return own && own[0] > 0 ? own : [Math.pow(10, Math.floor(Math.log10(min))), Math.pow(10, Math.ceil(Math.log10(max)))];
    }
    let top = 0;
    for (const c of plot.curves) if (visible(c)) for (const v of c.values) if (v !== null && v > top) top = v;
    return [Math.min(0, min || 0), (top || 1) * 1.05];
  }

  // On a logarithmic axis whole decades alone have lines and labels, and not more of them than can be read.
  function decades(log) {
    return (u, splits) => {
      if (!log) return splits;
      const exponents = splits.map((v) => v === null ? NaN : Math.log10(v));
      const whole = (e) => Math.abs(e - Math.round(e)) < 1e-6;
      const found = exponents.filter(whole);
      const step = Math.max(1, Math.ceil((Math.max.apply(null, found) - Math.min.apply(null, found)) / 8));
      if (found.length < 2) return splits;
      return splits.map((v, i) => whole(exponents[i]) && Math.round(exponents[i]) % step === 0 ? v : null);
    };
  }
  function ticks(log) {
    return (u, splits) => splits.map((v) => {
      if (v === null) return "";
      const e = Math.log10(v);
      return log && Math.abs(e - Math.round(e)) < 1e-6 ? "10" + superscript(Math.round(e)) : number(v);
    });
  }

  function tipOf(plot, holder) {
    const tip = document.createElement("div");
    tip.className = "tip";
    holder.appendChild(tip);
    return (u) => {
      const i = u.cursor.idx;
      if (i === null || i === undefined || u.cursor.left < 0) { tip.style.display = "none"; return; }
      tip.replaceChildren();
      const head = document.createElement("b");
      head.textContent = plot.x_label + " " + number(u.data[0][i]);
      tip.appendChild(head);
      const rows = plot.curves.map((c, k) => ({ c: c, v: u.data[k + 3][i] })).filter((r) => r.v !== null && r.v !== undefined);
      rows.sort((a, b) => b.v - a.v);
      for (const r of rows.slice(0, 18)) {
        const line = document.createElement("div");
        line.appendChild(sample(r.c.colour, r.c.line, 18));
        line.appendChild(document.createTextNode([r.c.label, r.c.variant].filter(Boolean).join(", ")));
        const value = document.createElement("em");
        value.textContent = number(r.v);
        line.appendChild(value);
        tip.appendChild(line);
      }
      tip.style.display = "block";
      const box = u.over.getBoundingClientRect();
      const left = u.over.offsetLeft + u.cursor.left;
      const right = left + 16 + tip.offsetWidth > u.over.offsetLeft + box.width;
      tip.style.left = Math.max(0, right ? left - tip.offsetWidth - 14 : left + 16) + "px";
      const lowest = holder.offsetHeight - tip.offsetHeight - 4;
      tip.style.top = Math.max(0, Math.min(u.over.offsetTop + u.cursor.top - 20, lowest)) + "px";
    };
  }

  function sample(colour, line, width) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", width);
    svg.setAttribute("height", 10);
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "line");
    for (const [k, v] of [["x1", 0], ["y1", 5], ["x2", width], ["y2", 5], ["stroke", ink(colour)], ["stroke-width", 2.5],
      ["stroke-dasharray", (dashes[line] || []).join(" ")]]) path.setAttribute(k, v);
    svg.appendChild(path);
    return svg;
  }

  function show(plot, holder) {
    const width = Math.max(260, holder.clientWidth);
    const height = Math.round(Math.min(520, Math.max(290, width * 0.68)));
    const axis = (name) => ({ stroke: colours("--ink"), ticks: { show: false }, filter: decades(logarithmic[name]),
      values: ticks(logarithmic[name]),
      grid: { stroke: colours("--rule"), width: 1, filter: decades(logarithmic[name]) },
      font: "12.5px 'Source Sans 3', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
      labelFont: "13px 'Source Sans 3', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif" });
    const series = [{}, { stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }];
    for (const c of plot.curves) {
      series.push({ label: c.label, stroke: ink(c.colour), width: 2, dash: dashes[c.line], pxAlign: 0, points: { show: plot.x.length === 1 } });
    }
    return new uPlot({
      width: width, height: height, series: series, legend: { show: false },
      bands: [{ series: [2, 1], fill: colours("--gap") }],
      scales: { x: { time: false, distr: logarithmic.x ? 3 : 1 },
        y: { distr: logarithmic.y ? 3 : 1, range: (u, min, max) => range(plot, min, max) } },
      axes: [Object.assign(axis("x"), { label: plot.x_label, labelSize: 24, size: 34 }),
        Object.assign(axis("y"), { label: plot.y_label, labelSize: 22, size: logarithmic.y ? 46 : 62 })],
      cursor: { drag: { x: true, y: false }, sync: { key: "keybound" }, points: { size: 7 } },
      hooks: { setCursor: [tipOf(plot, holder)] },
    }, columns(plot), holder);
  }

  function redraw() {
    drawLegend();  // its width decides how much is left for the plots
    for (const v of views) v.u.destroy();
    views = data.plots.map((plot, k) => {
      const holder = byId("plot" + k);
      for (const tip of holder.querySelectorAll(".tip")) tip.remove();
      return { plot: plot, u: show(plot, holder) };
    });
    for (const name of ["x", "y"]) byId(name + "log").textContent = name + " axis: " + (logarithmic[name] ? "logarithmic" : "linear");
  }

  function drawLegend() {
    const legend = byId("legend");
    legend.replaceChildren();
    for (const entry of data.legend) {
      const key = entry.kind + ":" + entry.label;
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(!hidden.has(key)));
      button.appendChild(sample(entry.colour, entry.line, 30));
      button.appendChild(document.createTextNode(entry.label));
      button.addEventListener("click", () => {
        if (!hidden.delete(key)) hidden.add(key);
        button.setAttribute("aria-pressed", String(!hidden.has(key)));
        for (const v of views) v.u.setData(columns(v.plot));
      });
      legend.appendChild(button);
    }
    if (data.gap) {
      const gap = document.createElement("div");
      gap.className = "gap";
      gap.appendChild(document.createElement("i"));
      gap.appendChild(document.createTextNode("gap: unknown"));
      legend.appendChild(gap);
    }
  }

  const plots = byId("plots");
  const count = data.plots.length;
  plots.style.gridTemplateColumns = "repeat(" + (count <= 1 ? 1 : count === 2 || count === 4 ? 2 : 3) + ", minmax(0, 1fr))";
  data.plots.forEach((plot, k) => {
    const box = document.createElement("div");
    const head = document.createElement("h2");
    head.textContent = plot.title;
    if (plot.title) box.appendChild(head);
    const holder = document.createElement("div");
    holder.className = "plot";
    holder.id = "plot" + k;
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", [data.title, plot.title, plot.y_label + " against " + plot.x_label].join(": "));
    box.appendChild(holder);
    plots.appendChild(box);
  });
  byId("xlog").addEventListener("click", () => { logarithmic.x = !logarithmic.x; redraw(); });
  byId("ylog").addEventListener("click", () => { logarithmic.y = !logarithmic.y; redraw(); });
  byId("reset").addEventListener("click", redraw);
  let wait = 0;
  window.addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(redraw, 120); });
  dark.addEventListener("change", redraw);
  redraw();
})();
