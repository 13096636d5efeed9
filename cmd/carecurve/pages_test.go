package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// pages makes the pages that people open: the demo's report, the same as it
// may be published, and a report and profile full of hostile names.
func pages(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	cmd := rootCommand()
	cmd.SetContext(t.Context())
	cmd.SetOut(io.Discard)
	cmd.SetErr(io.Discard)
	out := map[string]string{}
	for name, publish := range map[string]bool{"demo": false, "published": true} {
		o := projectOptions{out: filepath.Join(dir, name), years: 4, replicates: 60, seed: 1, engine: "agents", uncertainty: "chance,parameters,drift,effects", attribution: attributionQuick, publish: publish}
		if err := demo(cmd, &o); err != nil {
			t.Fatal(err)
		}
		out[name] = filepath.Join(o.out, "report.html")
	}
	const evil = `</script><img src=x onerror=alert(1)>`
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	council := write("council.yaml", "version: 1\nauthority: {name: \""+evil+"\"}\ncosts: {price_base: 2024-25, weekly: {residential: 5000}}\n# "+evil+"\n")
	scenario := write("scenario.yaml", "version: 1\nname: hostile\ntitle: \""+evil+"\"\ninterventions:\n  - name: more-home\n    kind: rate\n    flow: exit-home\n    effect: {ratio: 1.1}\n    evidence: {grade: E, source: \""+evil+"\"}\n")
	small, m := filepath.Join("..", "..", "testdata", "council-small.zip"), filepath.Join(dir, "m.yaml")
	for _, args := range [][]string{
		{"fit", small, "-o", m, "--config", council},
		{"project", "-m", m, "-s", scenario, "--replicates", "20", "-o", filepath.Join(dir, "hostile")},
		{"profile", small, "--config", council, "--identifiers", "-o", filepath.Join(dir, "who")},
	} {
		var said bytes.Buffer
		if code := run(args, io.Discard, &said); code != 0 {
			t.Fatalf("%v: %s", args, said.String())
		}
	}
	out["hostile"], out["profile"] = filepath.Join(dir, "hostile", "report.html"), filepath.Join(dir, "who", "profile.html")
	return out
}

func TestBrowser(t *testing.T) {
	newTab(t) // skipped before the work where there is no browser
	made := pages(t)
	t.Run("pages", func(t *testing.T) { lookAt(t, made) })
	t.Run("tooltip", func(t *testing.T) { hover(t, made["demo"]) })
	t.Run("keyboard", func(t *testing.T) { byKeyboard(t, made["demo"]) })
	t.Run("print", func(t *testing.T) { onPaper(t, made["demo"]) })
}

// lookAt: the pages open from disk without a network; they ask for nothing,
// complain of nothing, draw every chart, run no name as markup, fit small
// screens and large type, and have no fault that axe-core knows under WCAG 2.2 AA.
func lookAt(t *testing.T, made map[string]string) {
	for name, path := range made {
		t.Run(name, func(t *testing.T) {
			b := newTab(t)
			b.size(1280, 1)
			b.open(path)
			b.drawn(name)
			if n := value[int](b, `document.querySelectorAll("img, iframe, object, embed, link").length`); n != 0 {
				t.Errorf("%d elements that could load something", n)
			}
			for _, w := range []struct {
				name  string
				width int64
				scale float64
			}{{"320", 320, 1}, {"768", 768, 1}, {"zoom200", 640, 2}, {"1280", 1280, 1}} {
				b.size(w.width, w.scale)
				b.fits(w.name)
				b.screenshot(name + "-" + w.name)
			}
			value[bool](b, `document.documentElement.style.fontSize = "200%", true`)
			b.fits("type twice as large")
			value[bool](b, `document.documentElement.style.fontSize = "", true`)
			b.quiet()
			passed, faults := b.axe()
			for _, fault := range faults {
				t.Errorf("axe-core: %s", fault)
			}
			if passed < 10 {
				t.Errorf("axe-core passed only %d rules: the page was not looked at", passed)
			}
		})
	}
}

// drawn checks that every chart holds a drawing with paths.
func (b *tab) drawn(name string) {
	b.t.Helper()
	type box struct {
		ID    string
		Paths int
	}
	charts := value[[]box](b, `Array.from(document.querySelectorAll(".chart")).map(function (c) { return {ID: c.id, Paths: c.querySelectorAll("svg path").length}; })`)
	for _, c := range charts {
		if c.Paths < 3 {
			b.t.Errorf("%s has %d paths: it is not drawn", c.ID, c.Paths)
		}
	}
	if name == "demo" && len(charts) < 5 {
		b.t.Errorf("only %d charts: %v", len(charts), charts)
	}
}

// fits checks that nothing widens the page beyond its window, also with the
// hover text of a chart open at either edge.
func (b *tab) fits(name string) {
	b.t.Helper()
	r := value[struct {
		Widest, Window int
		At             string
	}](b, `(function () {
  var d = document.documentElement, at = "";
  document.querySelectorAll("details").forEach(function (x) { x.open = true; });
  var widest = d.scrollWidth;
  document.querySelectorAll(".chart svg").forEach(function (svg) {
    var box = svg.parentNode, r = box.getBoundingClientRect();
    [5, r.width / 2, r.width - 5].forEach(function (x) {
      box.dispatchEvent(new MouseEvent("mousemove", {bubbles: true, clientX: r.left + x, clientY: r.top + 90}));
      if (d.scrollWidth > widest) { widest = d.scrollWidth; at = "hovering"; }
    });
    box.dispatchEvent(new MouseEvent("mouseout", {bubbles: true}));
  });
  document.querySelectorAll("details").forEach(function (x) { x.open = false; });
  return {Widest: widest, Window: d.clientWidth, At: at};
})()`)
	if r.Widest > r.Window {
		b.t.Errorf("%s: the page is %d px wide in %d px %s", name, r.Widest, r.Window, r.At)
	}
}

// hover: a tooltip tells the interval in words, not the width of a stacked band.
func hover(t *testing.T, path string) {
	b := newTab(t)
	b.size(1280, 1)
	b.open(path)
	tip := value[string](b, `(function () {
  var box = document.querySelector("#chart-lac svg").parentNode, r = box.getBoundingClientRect();
  box.dispatchEvent(new MouseEvent("mousemove", {bubbles: true, clientX: r.right - 40, clientY: r.top + 90}));
  return document.querySelector("#chart-lac .tip").innerText;
})()`)
	if !regexp.MustCompile(`80% interval: [\d,]+ to [\d,]+`).MatchString(tip) || strings.Contains(tip, "band") {
		t.Errorf("the tooltip says %q", tip)
	}
}

// byKeyboard: with the keyboard alone Tab reaches every disclosure and every
// table that scrolls, Enter opens a disclosure, and the focus can be seen.
func byKeyboard(t *testing.T, path string) {
	b := newTab(t)
	b.size(800, 1)
	b.open(path)
	summaries := value[int](b, `document.querySelectorAll("summary").length`)
	if summaries < 5 {
		t.Fatalf("only %d disclosures", summaries)
	}
	opened, outlined := 0, true
	for range 200 {
		b.do(chromedp.KeyEvent("\t"))
		switch value[string](b, `document.activeElement.tagName`) {
		case "SUMMARY":
			outlined = outlined && value[string](b, `getComputedStyle(document.activeElement).outlineStyle`) != "none"
			b.do(chromedp.KeyEvent("\r"))
			if value[bool](b, `document.activeElement.parentNode.open`) {
				opened++
			}
		case "BODY":
			if opened > 0 {
				goto done
			}
		}
	}
done:
	if opened != summaries || !outlined {
		t.Errorf("%d of %d disclosures opened by keyboard, focus seen %v", opened, summaries, outlined)
	}
	if stuck := value[int](b, `Array.from(document.querySelectorAll(".scroll")).filter(function (s) { return s.scrollWidth > s.clientWidth && s.tabIndex !== 0; }).length`); stuck != 0 {
		t.Errorf("%d tables that scroll can't be reached by keyboard", stuck)
	}
	b.quiet()
}

// onPaper: every table stands open in print, and none stays so afterwards.
func onPaper(t *testing.T, path string) {
	b := newTab(t)
	b.size(1280, 1)
	b.open(path)
	value[bool](b, `window.addEventListener("beforeprint", function () {
  window.shut = document.querySelectorAll("details:not([open])").length;
}), true`)
	pdf := b.pdf()
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Fatalf("no PDF but %.20q", pdf)
	}
	if n := value[int](b, `window.shut`); n != 0 {
		t.Errorf("%d tables are shut on paper", n)
	}
	if n := value[int](b, `document.querySelectorAll("details[open]").length`); n != 0 {
		t.Errorf("%d tables stay open after printing", n)
	}
	b.quiet()
	file := filepath.Join(t.TempDir(), "report.pdf")
	if dir := os.Getenv("CARECURVE_SHOTS"); dir != "" {
		file = filepath.Join(dir, "report.pdf")
	}
	if err := os.WriteFile(file, pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext found: the printed report was not read; on Debian, apt-get install poppler-utils")
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	captions := value[[]string](b, `Array.from(document.querySelectorAll("details .caption")).map(function (c) { return c.textContent; })`)
	squeezed := strings.Join(strings.Fields(string(text)), " ")
	for _, c := range captions {
		if !strings.Contains(squeezed, strings.Join(strings.Fields(c), " ")) {
			t.Errorf("the printed report lacks the table %q", c)
		}
	}
}

// The checks themselves notice: a page with faults is found out.
func TestBrowserNotices(t *testing.T) {
	b := newTab(t)
	b.page64(`<!DOCTYPE html><html><head><title>x</title></head><body><main><img src="https://example.invalid/a.png"><p style="width:2000px;color:#ccc;background:#fff">faint</p>
<script>console.error("said"); throw new Error("thrown")</script></main></body></html>`)
	b.mu.Lock()
	noise, asked := strings.Join(b.noise, "\n"), strings.Join(b.asked, "\n")
	b.mu.Unlock()
	if !strings.Contains(noise, "said") && !strings.Contains(noise, "console.error") || !strings.Contains(noise, "exception") || !strings.Contains(asked, "example.invalid") {
		t.Errorf("noise %q, asked %q", noise, asked)
	}
	_, faults := b.axe()
	found := strings.Join(faults, "\n")
	for _, id := range []string{"image-alt", "color-contrast", "html-has-lang"} {
		if !strings.Contains(found, id) {
			t.Errorf("axe-core did not find %s in %s", id, found)
		}
	}
}
