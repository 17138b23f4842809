import Bootstrap
import Deployments
import Models
import Providers
import Releases
import Value

/// What a run would do.
enum PlanText {
    static func text(_ plan: BootstrapPlan, isSimulated: Bool) -> String {
        var text = "preflight  the checks of \(providers(plan).joined(separator: ", "))\n"
        for item in plan.operators {
            text += "operator   \(item.title) into namespace \(item.release.namespace)"
            text += isSimulated ? " (simulated)\n" : "\n           from \(item.chart)\n"
        }
        for model in plan.models {
            text += "model      \(model.request.model.id) as \(model.id)\n"
            text += "           \(model.provider.name) with \(model.selection.engine): \(model.selection.reason)\n"
        }
        return text + "endpoint   \(plan.file.smokeTest ? "each model has to answer" : "no answer is asked for")\n"
    }

    static func fields(_ plan: BootstrapPlan) -> Object {
        [
            "preflight": .array(providers(plan).map(Value.string)),
            "operators": .array(plan.operators.map(value)), "models": .array(plan.models.map(value)),
            "smokeTest": .bool(plan.file.smokeTest),
        ]
    }

    private static func value(_ item: BootstrapPlan.OperatorPlan) -> Value {
        [
            "name": .string(item.name), "namespace": .string(item.release.namespace),
            "version": item.version.map(Value.string) ?? .null, "chart": .string(item.chart),
            "provider": .string(item.provider.name),
        ]
    }

    private static func value(_ model: DeploymentPlan) -> Value {
        [
            "id": .string(model.request.model.id), "name": .string(model.request.name),
            "namespace": .string(model.request.namespace), "provider": .string(model.provider.name),
            "engine": .string(model.selection.engine), "reason": .string(model.selection.reason),
        ]
    }

    private static func providers(_ plan: BootstrapPlan) -> [String] {
        Set(plan.models.map(\.provider.name)).sorted()
    }
}
