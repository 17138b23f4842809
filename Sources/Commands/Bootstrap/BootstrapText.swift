import Bootstrap
import Deployments
import Events
import Models
import Providers
import Releases
import Reports

/// The end of a run, as a person reads it.
enum BootstrapText {
    static func text(_ result: BootstrapResult) -> String {
        var text = result.changedNothing ? "Nothing to do: the cluster is as the file asks for.\n" : ""
        for outcome in result.operators {
            let record = outcome.record
            text += "operator \(record.name) \(record.chartVersion) in namespace \(record.namespace): "
                + "\(outcome.change.rawValue), revision \(record.revision)\(result.isSimulated ? " (simulated)" : "")\n"
            text += outcome.warnings.map { "  warning: \(plainText($0))\n" }.joined()
        }
        for deployment in result.deployments {
            text += "\n" + ServedText.text(deployment, isSimulated: result.isSimulated)
        }
        let phases = result.phases.map { "\($0.phase.rawValue) \($0.took.short)" }.joined(separator: ", ")
        return text + "\ntime: \(phases)\n"
    }
}

/// What a run would do.
enum PlanText {
    static func text(_ plan: BootstrapPlan, isSimulated: Bool) -> String {
        var text = "preflight  the checks of \(Set(plan.models.map(\.provider.name)).sorted().joined(separator: ", "))\n"
        for item in plan.operators {
            text += "operator   \(item.name) \(item.version) into namespace \(item.release.namespace)"
            text += isSimulated ? " (simulated)\n" : " from \(item.chart)\n"
        }
        for model in plan.models {
            text += "model      \(model.request.model.id) as \(model.id): \(model.provider.name) with "
                + "\(model.selection.engine), because it \(model.selection.reason)\n"
        }
        return text + "endpoint   \(plan.file.smokeTest ? "each model has to answer" : "no answer is asked for")\n"
    }
}
