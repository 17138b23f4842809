import Charts
import Kubernetes

extension RenderError {
    /// The cluster's answer to a `lookup` that failed, with the template and what it asked for; nil where something else
    /// failed.
    var refusedLookup: KubernetesError? {
        guard code == .lookupFailed, var answer = underlying as? KubernetesError else { return nil }
        // The reason ends with the answer.
        let end = ": \(answer)"
        answer.occasion = reason.hasSuffix(end) ? String(reason.dropLast(end.count)) : reason
        return answer
    }
}
