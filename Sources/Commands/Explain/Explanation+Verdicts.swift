import Preflight

extension Explanation {
    static let verdicts = [
        Explanation(
            topic: .verdict, name: "pass",
            words: Words(
                "what the check looks for was seen, and it is as it should be",
                why: "every fact that the verdict hangs on is known", next: "nothing is to be done")),
        Explanation(
            topic: .verdict, name: "warn",
            words: Words(
                "it works, and something about it will be missed, or goes wrong later",
                why: "an outcome of the check says so", "the check is of severity warning and does not hold",
                "a policy file downgrades a failure until a day that it names",
                next: "read what the report says to do next", "--fail-on warning makes a failure of warnings")),
        Explanation(
            topic: .verdict, name: "fail",
            words: Words(
                "what is wanted will not work in this cluster as it is",
                why: "what was seen contradicts what is wanted",
                next: "do what the report says to do next, then run it again",
                "leave the check out where it does not matter: --skip ID, or a policy file with a reason and a last day: "
                    + "--policy FILE")),
        Explanation(
            topic: .verdict, name: "skipped",
            words: Words(
                "the check was not judged, and need not be",
                why: "it is not about what is wanted", "a check that it requires has failed, was skipped or is unknown",
                "--skip or a policy file leaves it out",
                next: "see to the check that it needs, if the message names one")),
        Explanation(
            topic: .verdict, name: "unknown",
            words: Words(
                "nobody can say: the check is neither passed nor failed, and the command ends with status 3",
                why: "a read was forbidden, timed out or failed", "a recorded snapshot does not hold what is asked",
                "the other side tells too little",
                next: "see to the reason that the report names: groundcrew explain unknown/CODE explains its code",
                "--fail-on unknown makes a failure of it")),
    ]

    static let unknowns = UnknownReason.Code.allCases.map { code in
        Explanation(topic: .unknown, name: code.rawValue, words: words(of: code))
    }

    private static func words(of code: UnknownReason.Code) -> Words {
        switch code {
        case .forbidden:
            Words(
                "the API server knows the caller, and does not let it read this",
                why: "no role that is bound to the caller has the verb on the resource, in this namespace or at all",
                "the cluster's authorizer or a proxy in front of it decides otherwise",
                next: "groundcrew preflight --print-rbac prints the rights that the checks need, ready to apply",
                "or run as somebody who may read it")
        case .unauthorized:
            Words(
                "the API server does not know the caller",
                why: "a token has run out", "the kubeconfig's user belongs to another cluster",
                next: "log in again, or check the user of the kubeconfig's context",
                "run it once more with -v to see whom the kubeconfig's plugin logs in")
        case .timeout:
            Words(
                "no answer came in time",
                why: "the other side is overloaded or hangs", "something on the way drops the packets",
                next: "run it again", "if it stays so, see what keeps the other side from answering",
                "give it longer with --timeout")
        case .unreachable:
            Words(
                "no connection came about",
                why: "the name is not known here", "nothing listens at the address",
                "a firewall, a proxy or a missing VPN is in the way",
                next: "check the address, this machine's network, its proxy settings and its VPN, then run it again")
        case .untrusted:
            Words(
                "it answers, and its certificate is not accepted, or ours is not",
                why: "the kubeconfig has another certificate authority than the server's",
                "a proxy opens TLS connections", "the certificate has run out or is for another name",
                next: "check certificate-authority-data of the cluster in the kubeconfig",
                "compare this machine's clock with the server's")
        case .failed:
            Words(
                "the other side answered with an error, or with what cannot be read",
                why: "an aggregated API or a webhook behind the API server is down",
                "something else answers than what was asked for",
                next: "read the message, see to what it names, then run it again")
        case .notGathered:
            Words(
                "nobody looked: the facts that are judged do not hold it",
                why: "the snapshot was recorded without this check, for other work, or with fewer fields",
                next: "record it again for what you judge: groundcrew snapshot -o FILE, with the same flags")
        }
    }
}
