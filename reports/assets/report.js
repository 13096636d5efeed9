(function () {
  "use strict";
  var drawn = [];

  // The tooltip is built from text, so that no name can bring markup along.
  function tooltip(tip) {
    var box = document.createElement("div");
    box.className = "tip";
    var title = document.createElement("strong");
    title.textContent = tip.title;
    box.appendChild(title);
    tip.rows.forEach(function (row) {
      var line = document.createElement("span");
      line.textContent = row[0] + ": " + row[1];
      box.appendChild(line);
    });
    return box;
  }

  // Years are labelled at their 31 March, as many as fit.
  function monthLabels(axis, width) {
    var years = axis.data.length / 12;
    var step = Math.max(1, Math.ceil(years * 46 / Math.max(width - 60, 1)));
    var last = axis.data[axis.data.length - 1];
    axis.axisLabel = axis.axisLabel || {};
    axis.axisLabel.interval = function (i, date) {
      return date.slice(5, 7) === "03" && (Number(last.slice(0, 4)) - Number(date.slice(0, 4))) % step === 0;
    };
    axis.axisLabel.formatter = function (date) { return "Mar\n" + date.slice(0, 4); };
    axis.axisTick = { interval: function (i, date) { return date.slice(5, 7) === "03"; } };
  }

  var quiet = "#505a5f";
  var text = { color: quiet, fontSize: 13, lineHeight: 16 };

  // A fan, or lines, over months or financial years.
  function lines(item, box) {
    var option = item.option, x = option.xAxis[0], y = option.yAxis[0];
    x.boundaryGap = item.kind === "year";
    x.axisLabel = Object.assign({}, x.axisLabel, text);
    y.axisLabel = Object.assign({}, y.axisLabel, text);
    y.splitLine = { lineStyle: { color: "#dcdfe1" } };
    y.splitNumber = 4;
    x.axisLine = { lineStyle: { color: quiet }, onZero: false };
    if (item.kind === "month") monthLabels(x, box.clientWidth);
    option.tooltip.axisPointer = { type: "line", lineStyle: { color: quiet, type: "solid" } };
    option.series.forEach(function (s) { s.showAllSymbol = true; });
  }

  // Lying bars, the first on top, with name and value beside each.
  function bars(item, box) {
    var option = item.option, amounts = option.xAxis[0], names = option.yAxis[0];
    var unit = amounts.axisLabel.formatter;
    amounts.axisLabel = Object.assign({}, amounts.axisLabel, text, { hideOverlap: true, formatter: function (x) {
      return x ? (x < 0 ? "\u2212" : "") + unit.replace("{value}", Math.abs(x)) : unit.replace(/\{value\}[mk]?/, "0");
    } });
    amounts.splitLine = { lineStyle: { color: "#dcdfe1" } };
    amounts.splitNumber = 4;
    names.inverse = true;
    names.axisTick = { show: false };
    names.axisLine = { show: false, onZero: false };
    option.series[0].markLine = { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: quiet, type: "solid" }, data: [{ xAxis: 0 }] };
    var width = Math.round(Math.min(260, box.clientWidth * 0.4));
    names.axisLabel = Object.assign({}, names.axisLabel, text, { color: "#0b0c0c", interval: 0, margin: 10, width: width, overflow: "break" });
    var rows = Math.max.apply(null, names.data.map(function (name) {
      return name.split("\n").reduce(function (n, part) { return n + Math.ceil(part.length * 7 / width); }, 0);
    }));
    option.tooltip.axisPointer = { type: "shadow", shadowStyle: { color: "rgba(11,12,12,.05)" } };
    item.height = (16 * Math.max(rows, 2) + 12) * names.data.length + 40;
    box.style.height = item.height + "px";
  }

  function draw(item) {
    var box = document.getElementById(item.id);
    var option = item.option;
    option.textStyle = { fontFamily: "Helvetica Neue, Arial, Liberation Sans, sans-serif" };
    option.tooltip.confine = true;
    option.tooltip.transitionDuration = 0;
    option.tooltip.formatter = function (points) { return tooltip(item.tips[points[0].dataIndex]); };
    option.series.forEach(function (s) {
      s.silent = true;
      s.emphasis = { disabled: true };
    });
    (item.kind === "bars" ? bars : lines)(item, box);
    var chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option);
    drawn.push({ chart: chart, item: item, box: box });
  }

  function fit(d, width, height) {
    d.chart.resize(width ? { width: width, height: d.item.height || height } : { width: "auto", height: "auto" });
    if (d.item.kind === "month") {
      monthLabels(d.item.option.xAxis[0], width || d.box.clientWidth);
      d.chart.setOption({ xAxis: [d.item.option.xAxis[0]] });
    }
    d.chart.getZr().flush();
  }

  JSON.parse(document.getElementById("charts").textContent).forEach(draw);

  var waiting = 0;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { drawn.forEach(function (d) { fit(d); }); }, 100);
  });

  // On paper the tables stand open, and the charts take the width of A4.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (d) { d.open = true; opened.push(d); });
    drawn.forEach(function (d) { fit(d, 670, 270); });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
    drawn.forEach(function (d) { fit(d); });
  });
})();
