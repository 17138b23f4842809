import Bootstrap
import Deployments
import Models
import Operators
import Preflight
import Providers
import Releases
import Reports
import Repositories
import Value

/// What a run would find and do.
enum PlanText {
    static func text(_ forecast: BootstrapForecast) -> String {
        let plan = forecast.plan
        var text = Self.text(forecast.preflight)
        for (item, change) in zip(plan.operators, forecast.operators) {
            guard let decision = item.decision, !decision.action.makesRelease else {
                text += "operator   \(item.title) into namespace \(item.release.namespace): \(words(change))"
                text += forecast.mendings[item.name].map { ", and \($0)\n" } ?? "\n"
                text += "           from \(OperatorPlanText.origin(item))\n"
                if item.definition.isShared { text += "           for \(OperatorPlanText.users(item))\n" }
                text += OperatorPlanText.notes(item).map { "\($0)\n" }.joined()
                text += onFailure(item.release.options.onFailure)
                continue
            }
            text += OperatorPlanText.text(item)
        }
        for name in plan.providersAlone { text += "provider   \(name): no model is named that it would serve\n" }
        for (index, (model, change)) in zip(plan.models, forecast.models).enumerated() {
            text += "model      \(model.request.model.id) as \(model.id): \(words(change))\n"
            text += "           \(model.provider.name) with \(model.selection.engine): \(model.selection.reason)\n"
            text += onFailure(.init(model.request.onFailure ?? .fail))
            for line in model.former?.lines ?? [] { text += "           \(plainLine(line))\n" }
            if let words = model.uncarried { text += "           warning: \(plainLine(words))\n" }
            if let words = forecast.lostRoutes[index] { text += "           \(plainLine(words))\n" }
            guard let exposure = plan.exposures[index] else { continue }
            let planned = forecast.routes[index].map { ": \(words($0))" } ?? ""
            text += "route      of \(model.id)\(planned)\n"
            for line in exposure.lines { text += "           \(plainLine(line))\n" }
        }
        for entry in plan.file.registries.entries { text += "mirror     \(entry.prefix): \(entry.mirror)\n" }
        for lost in forecast.lostMirrors { text += "no mirror  \(plainLine(lost.text))\n" }
        for words in forecast.unmirrored {
            text += "note       \(plainLine(words)) is not taken from a mirror: tell what pulls it by its values\n"
        }
        for problem in forecast.problems {
            text += "\(problem.isUnknown ? "unknown " : "fails   ")   \(problem.subject): \(problem.message)\n"
            if let hint = problem.hint { text += "             next: \(hint)\n" }
        }
        guard !plan.models.isEmpty else { return text }
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

    /// What differs from how Helm does it.
    private static func onFailure(_ policy: ReleaseOptions.OnFailure) -> String {
        policy == .fail ? "" : "           on failure: \(policy.rawValue)\n"
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
            "operators": .array(
                zip(plan.operators, forecast.operators).map { value($0, $1, forecast.mendings[$0.name]) }),
            "models": .array(
                zip(plan.models, forecast.models).enumerated().map { index, planned in
                    var fields = value(planned.0, planned.1).object ?? [:]
                    fields["lostRoute"] = forecast.lostRoutes[index].map(Value.string)
                    guard var route = plan.exposures[index]?.value.object else { return .object(fields) }
                    route["change"] = forecast.routes[index].map { .string($0.name) } ?? .null
                    fields["route"] = .object(route)
                    return .object(fields)
                }),
            "providers": .array(plan.providers.map { .string($0.name) }),
            "registries": .object(plan.file.registries.value),
            "unmirrored": .array(forecast.unmirrored.map(Value.string)),
            "lostMirrors": .array(forecast.lostMirrors.map(\.value)),
            "smokeTest": .bool(plan.file.smokeTest), "problems": .array(forecast.problems.map(\.value)),
        ]
    }

    private static func value(_ item: OperatorPlan, _ change: PlannedChange, _ mending: String?) -> Value {
        [
            "name": .string(item.name), "namespace": .string(item.release.namespace),
            "version": item.version.map(Value.string) ?? .null, "chart": .string(OperatorPlanText.origin(item)),
            "provider": item.providers.first.map(Value.string) ?? .null,
            "providers": .array(item.providers.map(Value.string)), "decision": item.decision?.value ?? .null,
            "change": .string(change.name), "onFailure": .string(item.release.options.onFailure.rawValue),
            "detail": change.reason.map(Value.string) ?? .null, "mending": mending.map(Value.string) ?? .null,
        ]
    }

    private static func value(_ model: DeploymentPlan, _ change: PlannedChange) -> Value {
        [
            "id": .string(model.request.model.id), "name": .string(model.request.name),
            "namespace": .string(model.request.namespace), "provider": .string(model.provider.name),
            "engine": .string(model.selection.engine), "reason": .string(model.selection.reason),
            "change": .string(change.name), "detail": change.reason.map(Value.string) ?? .null,
            "candidates": .array(model.selection.candidates.map(\.value)),
            "former": model.former?.value ?? .null,
            "onFailure": .string((model.request.onFailure ?? .fail).rawValue),
        ]
    }
}
