package enforce

import (
	"fmt"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/ext"
)

// perCallLimit is what Kubernetes lets one expression cost.
const perCallLimit = 1_000_000

// celEnv is the part of Kubernetes' CEL environment that our expressions use,
// with the options that Kubernetes sets: lists have items of one type,
// numbers of different types compare, texts have lowerAscii.
func celEnv(t testing.TB) *cel.Env {
	t.Helper()
	env, err := cel.NewEnv(
		cel.HomogeneousAggregateLiterals(),
		cel.EagerlyValidateDeclarations(true),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.OptionalTypes(),
		ext.Strings(ext.StringsVersion(2)),
		cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateHomogeneousAggregateLiterals()),
		cel.Variable("object", cel.DynType),
		cel.Variable("oldObject", cel.DynType),
		cel.Variable("request", cel.DynType),
		cel.Variable("variables", cel.MapType(cel.StringType, cel.DynType)),
	)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// celPolicy is a policy of any engine in a cluster, ready to be evaluated.
type celPolicy struct {
	name        string
	selects     func(objectType) bool
	conditions  []cel.Program
	variables   []namedProgram
	validations []cel.Program
	applies     cel.Program // of Gatekeeper: the variable that is its condition
	cost        uint64      // of the dearest expression so far
}

type namedProgram struct {
	name string
	cel.Program
}

// celProgram compiles an expression as Kubernetes does.
func celProgram(t testing.TB, env *cel.Env, expression string) cel.Program {
	t.Helper()
	ast, issues := env.Compile(expression)
	if issues.Err() != nil {
		t.Fatalf("%v\n%s", issues.Err(), expression)
	}
	if out := ast.OutputType(); !out.IsExactType(cel.BoolType) && !out.IsExactType(cel.DynType) {
		t.Fatalf("the expression is a %v:\n%s", out, expression)
	}
	p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize, cel.OptTrackCost), cel.CostLimit(perCallLimit))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// evaluate gives the verdict of a policy on an object: "" where the policy
// does not select it, else notApplicable, pass or fail.
func (p *celPolicy) evaluate(typ objectType, object any) (string, error) {
	if !p.selects(typ) {
		return "", nil
	}
	vars := map[string]any{"object": object, "oldObject": nil, "request": nil, "variables": map[string]ref.Val{}}
	for _, c := range p.conditions {
		holds, err := p.eval(c, vars)
		if err != nil {
			return "", fmt.Errorf("%s: match condition: %w", p.name, err)
		}
		if holds != types.True {
			return "notApplicable", nil
		}
	}
	for _, v := range p.variables {
		value, err := p.eval(v.Program, vars)
		if err != nil {
			value = types.WrapErr(err) // counts where it is used, as variables are lazy
		}
		vars["variables"].(map[string]ref.Val)[v.name] = value
	}
	verdict := "pass"
	if p.applies != nil {
		if holds, err := p.eval(p.applies, vars); err != nil || holds != types.True {
			verdict = "notApplicable"
		}
	}
	for _, v := range p.validations {
		holds, err := p.eval(v, vars)
		if err != nil {
			return "", fmt.Errorf("%s: validation: %w", p.name, err)
		}
		if holds != types.True {
			verdict = "fail"
		}
	}
	return verdict, nil
}

func (p *celPolicy) eval(program cel.Program, vars map[string]any) (ref.Val, error) {
	value, details, err := program.Eval(vars)
	if details != nil && details.ActualCost() != nil {
		p.cost = max(p.cost, *details.ActualCost())
	}
	return value, err
}
