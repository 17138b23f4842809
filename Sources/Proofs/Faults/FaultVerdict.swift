import Value

/// What is wrong with what a run and the runs after it have left; pure.
enum FaultVerdict {
    /// - Parameters:
    ///   - found: in the end.
    ///   - clean: what a run leaves that nothing happens to.
    /// - Returns: nothing when it has converged.
    static func problems(_ found: ReleaseState, clean: ReleaseState) -> [String] {
        objectProblems(found.objects, clean.objects)
            + revisionProblems(found.revisions, isGone: clean.revisions.isEmpty)
            + found.locks.map { "the lock \($0) is left behind" }
    }

    /// What one state has more, less or otherwise than the other.
    static func objectProblems(_ found: [String: Value], _ clean: [String: Value]) -> [String] {
        Set(found.keys).union(clean.keys).sorted().compactMap { key -> String? in
            switch (found[key], clean[key]) {
            case (nil, _): "\(key) is missing"
            case (_, nil): "\(key) is an orphan"
            case (let found?, let clean?):
                clean.changes(to: found).first.map { change in
                    "\(key) differs at \(change.path): \(change.after?.json() ?? "nothing") instead of "
                        + "\(change.before?.json() ?? "nothing")"
                }
            }
        }
    }

    static func revisionProblems(_ revisions: [ReleaseState.Revision], isGone: Bool) -> [String] {
        let text = revisions.map { "\($0.number) \($0.status)" }.joined(separator: ", ")
        if isGone { return revisions.isEmpty ? [] : ["revisions are left behind: \(text)"] }
        var problems: [String] = []
        let deployed = revisions.filter { $0.status == "deployed" }
        if deployed.count != 1 { problems.append("\(deployed.count) revisions are deployed: \(text)") }
        if let last = revisions.last, last.status != "deployed" {
            problems.append("the last revision is not deployed: \(text)")
        }
        if revisions.contains(where: { $0.status.hasPrefix("pending") || $0.status == "uninstalling" }) {
            problems.append("a revision is under work: \(text)")
        }
        return problems
    }

    /// How a run may end to which that happened: whole, failed, undecided, part-way or in favour of another.
    static func exitProblem(_ exitCode: Int32, _ fault: RequestFault) -> String? {
        if fault == .kill { return nil }  // 137, or whole where the killed request was the last.
        if exitCode == 2 { return "the run calls it bad input: exit status 2" }
        return [0, 1, 3, 4, 5].contains(exitCode) ? nil : "the run ended with exit status \(exitCode)"
    }
}
