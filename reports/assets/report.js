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

  function draw(item) {
    var box = document.getElementById(item.id);
    var option = item.option;
    var text = { color: "#505a5f", fontSize: 13, lineHeight: 16 };
    var x = option.xAxis[0], y = option.yAxis[0];
    x.boundaryGap = item.kind === "year";
    x.axisLabel = Object.assign({}, x.axisLabel, text);
    y.axisLabel = Object.assign({}, y.axisLabel, text);
    y.splitLine = { lineStyle: { color: "#dcdfe1" } };
    y.splitNumber = 4;
    x.axisLine = { lineStyle: { color: "#505a5f" }, onZero: false };
    if (item.kind === "month") monthLabels(x, box.clientWidth);
    option.textStyle = { fontFamily: "Helvetica Neue, Arial, Liberation Sans, sans-serif" };
    option.tooltip.confine = true;
    option.tooltip.transitionDuration = 0;
    option.tooltip.axisPointer = { type: "line", lineStyle: { color: "#505a5f", type: "solid" } };
    option.tooltip.formatter = function (points) { return tooltip(item.tips[points[0].dataIndex]); };
    option.series.forEach(function (s) {
      s.showAllSymbol = true;
      s.silent = true;
      s.emphasis = { disabled: true };
    });
    var chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option);
    drawn.push({ chart: chart, item: item, box: box });
  }

  function fit(d, width, height) {
    d.chart.resize(width ? { width: width, height: height } : { width: "auto", height: "auto" });
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
