import Releases

extension Explanation {
    static let releases = releaseCodes.map { code in
        Explanation(topic: .release, name: code.rawValue, words: words(of: code))
    }

    /// In the order in which they are met.
    private static let releaseCodes: [ReleaseError.Code] = [
        .invalidRequest, .chartNotFound, .invalidChart, .invalidValues, .moved, .helmNotFound, .helmFailed, .notOwned,
        .locked, .forbidden, .unsafeCRD, .applyFailed, .hookFailed, .recordTooLarge, .recordUnreadable, .testFailed,
        .notReady, .timedOut,
    ]

    private static func words(of code: ReleaseError.Code) -> Words {
        switch code {
        case .invalidRequest:
            Words(
                "what was asked for makes no sense as it stands; nothing was changed",
                why: "flags exclude each other, a name is not allowed, or there is no such revision or release",
                next: "correct the command by the message")
        case .chartNotFound:
            Words(
                "there is no such chart, or no version of it that fits; nothing was changed",
                why: "the name, the repository or the version range is misspelt", "the repository's index is old",
                next: "groundcrew chart show chart CHART --repo URL looks for it", "groundcrew chart repo update")
        case .invalidChart:
            Words(
                "the chart cannot be read or rendered; nothing was changed",
                why: "a template fails, a file is missing, or the archive is damaged",
                next: "groundcrew chart lint CHART tells what is wrong with it",
                "groundcrew chart template CHART -f VALUES renders it without a cluster")
        case .invalidValues:
            Words(
                "the chart's schema refuses the values; nothing was changed",
                why: "a key is misspelt, or a value has another type than the chart wants",
                next: "see groundcrew chart show values CHART, and correct what the message names")
        case .moved:
            Words(
                "what the plan, or the run, was made for is not so any more",
                why: "objects, revisions or the cluster itself have changed since a plan was saved",
                next: "plan anew, and look at what has changed: groundcrew release plan")
        case .helmNotFound:
            Words(
                "there is no Helm program; nothing was changed", why: "--driver helm was given and PATH has no helm",
                next: "leave --driver helm out: charts are installed without it",
                "or name the program with --helm PATH")
        case .helmFailed:
            Words(
                "the Helm program ended with an error", why: "the message has Helm's own words",
                next: "see to what they name, then run the same command again")
        case .notOwned:
            Words(
                "an object or a release is there already and belongs to something else; nothing was changed",
                why: "another release, another tool or somebody's hand made it",
                next: "choose another name or namespace, or remove it",
                "have release install or release upgrade take it: --take-ownership",
                "hand it over with the label and annotations that the message names")
        case .locked:
            Words(
                "another run is at work on the release, or died at it",
                why: "two runs change one release at the same time", "an earlier run was killed",
                next: "wait until it has ended, or let this one wait: --wait-lock 10m",
                "if it died: groundcrew release recover NAME -n NAMESPACE, or run the same command again")
        case .forbidden:
            Words(
                "the caller lacks rights for what is to be done; nothing was changed",
                why: "roles of the caller do not hold all that the objects, hooks and records take",
                next: "have the roles applied that the message holds, or groundcrew preflight --print-role FILE writes",
                "or run as somebody who has these rights")
        case .unsafeCRD:
            Words(
                "the chart's CRDs would harm objects of the cluster, or the server refuses them; nothing was changed",
                why: "a stored version goes, a field goes, or a rule becomes stricter than what objects hold",
                next: "groundcrew crds check CHART tells each change",
                "groundcrew crds migrate NAME stores objects anew", "--accept-crd-changes KIND takes a change as it is")
        case .applyFailed:
            Words(
                "the API server refused an object, or could not be asked half-way",
                why: "admission, a quota or a schema refuses it", "a webhook behind it is down",
                next: "see to what the server's words name, then run the same command again: it goes on where it was")
        case .hookFailed:
            Words(
                "a job of the chart's that runs before or after the change has failed",
                why: "its pod ended with an error, or was never started",
                next: "read its log, which the message quotes the end of, then run the same command again")
        case .recordTooLarge:
            Words(
                "the release's record does not fit into one object of the cluster; nothing was changed",
                why: "Helm keeps chart, values and manifest in one Secret, which holds about 1 MiB",
                next: "take large files out of the chart and large texts out of the values, or split it",
                "install CRDs apart: --skip-crds")
        case .recordUnreadable:
            Words(
                "what is kept of a release or a run cannot be read", why: "it is damaged, or of a newer version",
                "reading Secrets is forbidden in that namespace",
                next: "groundcrew release history NAME -n NAMESPACE shows which revisions can be read",
                "roll back to one of them: groundcrew release rollback NAME REVISION")
        case .testFailed:
            Words(
                "a test of the release has run, and failed", why: "the chart's own test pod ended with an error",
                next: "read its log: groundcrew release test NAME --logs shows it")
        case .notReady:
            Words(
                "all was applied, and something of it cannot become ready",
                why: "an image cannot be pulled, a container crashes, a quota refuses pods, a volume is missing",
                next: "see to the cause that the message names, then run the same command again",
                "groundcrew diagnose -o FILE gathers what tells more")
        case .timedOut:
            Words(
                "all was applied, and not all of it became ready in time",
                why: "images are large, nodes are still coming, or something is stuck",
                next: "look again with groundcrew release status NAME", "give it longer with --timeout")
        }
    }
}
