package reports

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// browser runs chromium without a window or network on a file and gives the
// page's DOM and what the console said; the test is skipped where there is none.
func browser(t *testing.T, arguments ...string) (dom, console string) {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium found: the page was not looked at in a browser")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr",
		"--allow-file-access-from-files", "--virtual-time-budget=5000", "--user-data-dir=" + t.TempDir()}, arguments...)...)
	var out, err strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); e != nil {
		t.Fatalf("%v: %s", e, err.String())
	}
	return out.String(), err.String()
}

func writePage(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every chart is drawn, and neither the policy nor a script complains.
func TestBrowserDrawsEveryChart(t *testing.T) {
	in := sampleInput()
	page := writePage(t, t.TempDir(), "report.html", render(t, in))
	dom, console := browser(t, "--dump-dom", "file://"+page)
	for _, c := range chartsOf(t, render(t, in)) {
		at := strings.Index(dom, `id="`+c.ID+`"`)
		if at < 0 || !strings.Contains(dom[at:min(len(dom), at+2000)], "<svg") {
			t.Errorf("%s is not drawn", c.ID)
		}
	}
	for _, line := range strings.Split(console, "\n") {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("console: %s", line)
		}
	}
}

// At 320 px nothing widens the page, also with a tooltip open at either edge.
func TestBrowserFitsSmallScreens(t *testing.T) {
	dir := t.TempDir()
	writePage(t, dir, "report.html", render(t, sampleInput()))
	frame := writePage(t, dir, "frame.html", `<!DOCTYPE html><body><iframe src="report.html" width="320" height="640"></iframe>
<script>
var f = document.querySelector("iframe");
f.onload = function () {
  var d = f.contentDocument, widest = d.documentElement.scrollWidth, tips = "";
  d.querySelectorAll(".chart").forEach(function (box) {
    [40, 160, 300].forEach(function (x) {
      var target = box.querySelector("svg").parentNode, r = target.getBoundingClientRect();
      var e = new f.contentWindow.MouseEvent("mousemove", {bubbles: true, clientX: r.left + x, clientY: r.top + 90});
      target.dispatchEvent(e);
      widest = Math.max(widest, d.documentElement.scrollWidth);
    });
    var tip = box.querySelector(".tip");
    tips += tip ? "[" + tip.textContent + "]" : "[none]";
  });
  document.title = "widest " + widest + " of " + d.documentElement.clientWidth + " " + tips;
};
</script>`)
	dom, console := browser(t, "--dump-dom", "file://"+frame)
	if strings.Contains(console, "CONSOLE") {
		t.Errorf("console: %s", console)
	}
	m := regexp.MustCompile(`<title>widest (\d+) of (\d+) (.*?)</title>`).FindStringSubmatch(dom)
	if m == nil {
		t.Fatalf("the frame gave no answer: %s", dom)
	}
	var widest, width int
	fmt.Sscan(m[1], &widest)
	fmt.Sscan(m[2], &width)
	if widest > width || width < 290 {
		t.Errorf("the page is %d px wide in %d px", widest, width)
	}
	if strings.Contains(m[3], "[none]") || !strings.Contains(m[3], "80% interval") {
		t.Errorf("tooltips: %s", m[3])
	}
}
