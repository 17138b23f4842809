/// Completion of `kubectl groundcrew`.
enum KubectlCompletion {
    /// kubectl runs a program of this name with the words after the plugin's, the last of which is being written, and
    /// reads what Cobra's commands print: a candidate a line, then a colon and a number.
    static let script = #"""
        #!/usr/bin/env bash
        # kubectl_complete-groundcrew: completes `kubectl groundcrew`; belongs into a folder of PATH.
        plugin=kubectl-groundcrew
        command -v "$plugin" >/dev/null || plugin=groundcrew
        source <("$plugin" completion bash)
        COMP_WORDS=("$plugin" "$@")
        COMP_CWORD=$#
        COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}
        COMPREPLY=()
        _groundcrew "$plugin" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        for candidate in "${COMPREPLY[@]}"; do printf '%s\n' "$candidate"; done
        # 4: these and no files; 0: the shell may offer files.
        if ((${#COMPREPLY[@]})); then echo ":4"; else echo ":0"; fi
        """#
}
