import Bootstrap
import Deployments
import Events
import Formats
import Models
import Operators
import Providers

/// The end of a run, as a person reads it.
enum BootstrapText {
    static func text(_ result: BootstrapResult, isSimulated: Bool) -> String {
        var text = result.changedNothing ? "Nothing to do: the cluster is as the file asks for.\n\n" : ""
        if result.failure != nil { text += "Stopped. Until then:\n\n" }
        for outcome in result.operators { text += OperatorText.text(outcome) }
        for deployment in result.deployments {
            text += "\n" + ServedText.text(deployment, isSimulated: isSimulated)
        }
        for failure in result.failures {
            text += "\n\(failure.text)\n"
            if let hint = failure.hint { text += "  next: \(hint)\n" }
        }
        if result.operators.isEmpty && result.deployments.isEmpty && result.failures.isEmpty {
            text += result.failure == nil ? "nothing was installed or deployed\n" : "no step came to its end\n"
        }
        if !result.providers.isEmpty, result.failure == nil {
            text += "\nready for models: \(result.providers.joined(separator: ", "))\n"
            text += "  next: groundcrew deploy MODEL --provider \(result.providers[0])\n"
        }
        if !result.remaining.isEmpty { text += "\nnot done: \(result.remaining.joined(separator: ", "))\n" }
        let phases = result.phases.map { "\($0.phase.rawValue) \($0.took.elapsedText)" }.joined(separator: ", ")
        return text + "\ntime: \(phases)\n"
    }
}
