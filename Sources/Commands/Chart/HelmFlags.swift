/// Helm's flags that the commands of `chart` do not have: who types them did not mistype.
enum HelmFlags {
    /// - Parameters:
    ///   - message: the argument parser's, which begins with `Error: Unknown option '--debug'`.
    ///   - arguments: the command line.
    /// - Returns: the message with what to do instead, where the option is one of Helm's.
    static func explained(_ message: String, arguments: [String]) -> String {
        let start = "Error: Unknown option '"
        guard arguments.first == "chart", message.hasPrefix(start) else { return message }
        let flag = String(message.dropFirst(start.count).prefix { $0 != "'" })
        guard let advice = advice[flag] else { return message }
        return "Error: \(flag) is Helm's, and not offered here: \(advice)" + message.drop { $0 != "\n" }
    }

    private static let advice: [String: String] = {
        let file = "errors name the file, the line and the value without it"
        let pipe = "pipe the output into the program: groundcrew chart template … | PROGRAM"
        let cluster = "a cluster is asked by `chart template --dry-run=server` alone, with --kubeconfig and --context"
        let installs = "it tells how to install, and nothing is installed here: leave it out"
        let sign = "sign with Helm: helm package --sign"
        let pace = "requests find their own pace: leave it out"
        var advice = [
            "--debug": "\(file): leave it out", "--color": "leave it out", "--colour": "leave it out",
            "--post-renderer": pipe, "--post-renderer-args": pipe, "--kubeconfig": cluster,
            "--namespace": cluster, "-n": cluster,
            "--registry-config": "set HELM_REGISTRY_CONFIG", "--repository-config": "set HELM_REPOSITORY_CONFIG",
            "--repository-cache": "set HELM_REPOSITORY_CACHE",
            "--content-cache": "charts are kept below XDG_CACHE_HOME: leave it out",
            "--burst-limit": pace, "--qps": pace,
        ]
        for flag in ["--sign", "--key", "--keyring", "--passphrase-file"] { advice[flag] = sign }
        for flag in [
            "apiserver", "as-group", "as-user", "ca-file", "context", "insecure-skip-tls-verify", "tls-server-name",
            "token",
        ] {
            advice["--kube-\(flag)"] = cluster
        }
        for flag in [
            "--atomic", "--cleanup-on-fail", "--description", "--force", "--force-conflicts", "--force-replace",
            "--labels", "-l", "--render-subchart-notes", "--rollback-on-failure", "--server-side", "--take-ownership",
            "--timeout", "--wait", "--wait-for-jobs",
        ] {
            advice[flag] = installs
        }
        return advice
    }()
}
