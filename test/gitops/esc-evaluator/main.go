// Evaluates ESC environments with the evaluator of Pulumi Cloud, and prints their values and errors.
// Each file of the folder is an environment: main.go <folder> <project>. Run the program in the engine's
// module (tools/engine/go-modules/pulumi), which pins the evaluator and has it in the cache.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/esc"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/eval"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/syntax"
)

type evaluation struct {
	Diagnostics []string `json:"diagnostics"`
	Values      any      `json:"values"`
}

type folder struct{ path, project string }

func (f folder) LoadEnvironment(_ context.Context, name string) ([]byte, string, eval.Decrypter, error) {
	file, isInProject := strings.CutPrefix(name, f.project+"/")
	if !isInProject || strings.Contains(file, "/") {
		return nil, "", nil, fmt.Errorf("there is no environment %q", name)
	}
	source, err := os.ReadFile(filepath.Join(f.path, file+".yaml"))
	return source, name, nil, err
}

func (folder) AuthorizeImport(context.Context, string, string, bool) error { return nil }

func (folder) LoadProvider(_ context.Context, name string) (esc.Provider, error) {
	return nil, fmt.Errorf("no provider is available here, and %q was asked for", name)
}

func (folder) LoadRotator(_ context.Context, name string) (esc.Rotator, error) {
	return nil, fmt.Errorf("no rotator is available here, and %q was asked for", name)
}

func (f folder) evaluate(name string) (evaluation, error) {
	result := evaluation{Diagnostics: []string{}}
	source, _, _, err := f.LoadEnvironment(context.Background(), name)
	if err != nil {
		return result, err
	}
	report := func(diagnostics syntax.Diagnostics) {
		for _, diagnostic := range diagnostics {
			result.Diagnostics = append(result.Diagnostics, diagnostic.Error())
		}
	}
	declared, diagnostics, err := eval.LoadYAMLBytes(name, source)
	report(diagnostics)
	if err != nil || declared == nil {
		return result, err
	}
	execContext, err := esc.NewExecContext(map[string]esc.Value{
		"pulumi": esc.NewValue(map[string]esc.Value{"user": esc.NewValue(map[string]esc.Value{"id": esc.NewValue("test")})}),
	})
	if err != nil {
		return result, err
	}
	opened, diagnostics := eval.EvalEnvironment(context.Background(), name, declared, nil, f, f, execContext, eval.EvalOptions{})
	report(diagnostics)
	if opened != nil {
		result.Values = esc.NewValue(opened.Properties).ToJSON(true)
	}
	return result, nil
}

func run(path, project string) error {
	files, err := filepath.Glob(filepath.Join(path, "*.yaml"))
	if err != nil {
		return err
	}
	results := map[string]evaluation{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if results[name], err = (folder{path, project}).evaluate(project + "/" + name); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
