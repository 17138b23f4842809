import Bootstrap
import Deployments
import Models
import Operators
import Preflight
import Providers
import Releases
import Value

/// What a run would find and do.
enum PlanText {
    static func text(_ forecast: BootstrapForecast) -> String {
        let plan = forecast.plan
        var text = Self.text(forecast.preflight)
        for (item, change) in zip(plan.operators, forecast.operators) {
            guard let decision = item.decision, !decision.action.makesRelease else {
                text += "operator   \(item.title) into namespace \(item.release.namespace): \(words(change))\n"
                text += "           from \(OperatorPlanText.origin(item))\n"
                continue
            }
            text += OperatorPlanText.text(item)
        }
        for (model, change) in zip(plan.models, forecast.models) {
            text += "model      \(model.request.model.id) as \(model.id): \(words(change))\n"
            text += "           \(model.provider.name) with \(model.selection.engine): \(model.selection.reason)\n"
        }
        return text + "endpoint   \(plan.file.smokeTest ? "each model has to answer" : "no answer is asked for")\n"
    }

    /// The verdict, and what keeps it from being a clean pass.
    private static func text(_ report: PreflightReport) -> String {
        let word =
            switch report.outcome {
            case .passed: "ready"
            case .failed: "not ready"
            case .undecided: "undecided"
            }
        var text = "preflight  \(word): \(report.summary)\n"
        for result in report.results where ["fail", "warn", "unknown"].contains(result.verdict.name) {
            text += "           \(result.verdict.name) \(result.id): \(result.message)\n"
            if let hint = result.hint { text += "             next: \(hint)\n" }
        }
        return text
    }

    private static func words(_ change: PlannedChange) -> String {
        switch change {
        case .install: "install"
        case .upgrade(let version): "upgrade from \(version)"
        case .unchanged: "unchanged"
        case .unknown(let reason): "unknown: \(reason)"
        }
    }

    static func fields(_ forecast: BootstrapForecast) -> Object {
        let plan = forecast.plan
        return [
            "outcome": .string(forecast.outcome.rawValue), "preflight": forecast.preflight.json,
            "operators": .array(zip(plan.operators, forecast.operators).map { value($0, $1) }),
            "models": .array(zip(plan.models, forecast.models).map { value($0, $1) }),
            "smokeTest": .bool(plan.file.smokeTest),
        ]
    }

    private static func value(_ item: OperatorPlan, _ change: PlannedChange) -> Value {
        [
            "name": .string(item.name), "namespace": .string(item.release.namespace),
            "version": item.version.map(Value.string) ?? .null, "chart": .string(OperatorPlanText.origin(item)),
            "provider": item.providers.first.map(Value.string) ?? .null,
            "providers": .array(item.providers.map(Value.string)), "decision": item.decision?.value ?? .null,
            "change": .string(change.name),
            "detail": change.reason.map(Value.string) ?? .null,
        ]
    }

    private static func value(_ model: DeploymentPlan, _ change: PlannedChange) -> Value {
        [
            "id": .string(model.request.model.id), "name": .string(model.request.name),
            "namespace": .string(model.request.namespace), "provider": .string(model.provider.name),
            "engine": .string(model.selection.engine), "reason": .string(model.selection.reason),
            "change": .string(change.name), "detail": change.reason.map(Value.string) ?? .null,
            "candidates": .array(model.selection.candidates.map(\.value)),
        ]
    }
}
