{{/* The deployment's name. Ray makes names of Services from it, which are long and begin with a letter. */}}
{{- define "kuberay.name" -}}
{{- if not (regexMatch "^[a-z]" .Release.Name) -}}
{{- fail (printf "the name %s does not begin with a letter, as the name of a Service must" .Release.Name) -}}
{{- end -}}
{{- if gt (len .Release.Name) 47 -}}
{{- fail (printf "the name %s has %d characters; KubeRay takes at most 47" .Release.Name (len .Release.Name)) -}}
{{- end -}}
{{ .Release.Name }}
{{- end -}}

{{- define "kuberay.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kuberay.rayVersion" -}}
{{ default .Chart.AppVersion .Values.rayVersion }}
{{- end -}}

{{- define "kuberay.image" -}}
{{- $image := .Values.image -}}
{{ $image.registry }}/{{ $image.repository }}:{{ default (printf "%s-py312-cu130" (include "kuberay.rayVersion" .)) $image.tag }}
{{- end -}}

{{/* Refuses what does not go together. */}}
{{- define "kuberay.check" -}}
{{- $values := .Values -}}
{{- $isSplit := eq $values.mode "disaggregated" -}}
{{- $byPrefix := eq $values.routerMode "prefix" -}}
{{- if and $byPrefix $isSplit -}}
{{- fail "routerMode prefix is not available with mode disaggregated: it knows the replicas of one kind" -}}
{{- end -}}
{{- if and $byPrefix $values.highThroughput -}}
{{- fail "routerMode prefix is not available with highThroughput, which chooses a replica before a prompt is read" -}}
{{- end -}}
{{- if and $byPrefix (eq (toString $values.enablePrefixCaching) "false") -}}
{{- fail "routerMode prefix needs enablePrefixCaching: without it no replica keeps what it computed for a prompt" -}}
{{- end -}}
{{- if and $isSplit $values.highThroughput -}}
{{- fail "highThroughput is not available with mode disaggregated: not every Ray hands requests over to prefill with it" -}}
{{- end -}}
{{- if and $isSplit $values.autoscaling.enabled -}}
{{- fail "autoscaling.enabled is not available with mode disaggregated: prefill and decode would need numbers of their own" -}}
{{- end -}}
{{- end -}}

{{/* The replicas of prefill or of decode, in mode disaggregated. With a root and a number of their own, or none. */}}
{{- define "kuberay.replicas" -}}
{{ int (ternary .root.Values.replicas .own (kindIs "invalid" .own)) }}
{{- end -}}

{{/* How many replicas there are at the most: each is a worker. */}}
{{- define "kuberay.most" -}}
{{- if .Values.autoscaling.enabled -}}
{{ int .Values.autoscaling.maxReplicas }}
{{- else if eq .Values.mode "disaggregated" -}}
{{- $prefill := include "kuberay.replicas" (dict "root" . "own" .Values.prefillReplicas) -}}
{{- $decode := include "kuberay.replicas" (dict "root" . "own" .Values.decodeReplicas) -}}
{{ add (int $prefill) (int $decode) }}
{{- else -}}
{{ int .Values.replicas }}
{{- end -}}
{{- end -}}

{{/* How many replicas there are at least. */}}
{{- define "kuberay.least" -}}
{{- if .Values.autoscaling.enabled -}}{{ int .Values.autoscaling.minReplicas }}{{- else -}}{{ include "kuberay.most" . }}{{- end -}}
{{- end -}}

{{/* What vLLM is given, as a JSON object: Ray calls arguments with underscores what flags call with dashes. */}}
{{- define "kuberay.engineArguments" -}}
{{- $values := .Values -}}
{{- $args := dict "tensor_parallel_size" (max 1 (int $values.resources.gpu)) -}}
{{- with $values.contextLength -}}{{- $_ := set $args "max_model_len" (int64 .) -}}{{- end -}}
{{- if $values.enforceEager -}}{{- $_ := set $args "enforce_eager" true -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $_ := set $args "enable_prefix_caching" $values.enablePrefixCaching -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $_ := set $args "trust_remote_code" true -}}{{- end -}}
{{- if eq $values.mode "disaggregated" -}}
{{- $_ := set $args "kv_transfer_config" (dict "kv_connector" "NixlConnector" "kv_role" "kv_both") -}}
{{- end -}}
{{- range $name, $value := $values.engineArgs -}}{{- $_ := set $args (replace "-" "_" $name) $value -}}{{- end -}}
{{ toJson $args }}
{{- end -}}

{{/* The applications of Ray Serve, as YAML. */}}
{{- define "kuberay.serveConfig" -}}
{{- $values := .Values -}}
{{- $loading := dict "model_id" (default $values.modelId $values.servedModelName) "model_source" $values.modelId -}}
{{- $arguments := include "kuberay.engineArguments" . | fromJson -}}
{{- $model := dict "model_loading_config" $loading "engine_kwargs" $arguments -}}
{{- $application := dict "name" "llms" "route_prefix" "/" -}}
{{- if eq $values.mode "disaggregated" -}}
{{- $prefill := include "kuberay.replicas" (dict "root" . "own" $values.prefillReplicas) -}}
{{- $decode := include "kuberay.replicas" (dict "root" . "own" $values.decodeReplicas) -}}
{{- $prefill = merge (dict "deployment_config" (dict "num_replicas" (int $prefill))) $model -}}
{{- $decode = merge (dict "deployment_config" (dict "num_replicas" (int $decode))) $model -}}
{{- $_ := set $application "import_path" "ray.serve.llm:build_pd_openai_app" -}}
{{- $_ := set $application "args" (dict "prefill_config" $prefill "decode_config" $decode) -}}
{{- else -}}
{{- $deployment := dict "num_replicas" (int $values.replicas) -}}
{{- if $values.autoscaling.enabled -}}
{{- $auto := $values.autoscaling -}}
{{- $range := dict "min_replicas" (int $auto.minReplicas) "max_replicas" (int $auto.maxReplicas) -}}
{{- $_ := set $range "target_ongoing_requests" (int $auto.targetOngoingRequests) -}}
{{- $deployment = dict "autoscaling_config" $range -}}
{{- end -}}
{{- if eq $values.routerMode "prefix" -}}
{{- /* By itself it looks at no load, and forgets nothing. */ -}}
{{- $router := dict "request_router_class" "ray.serve.llm.request_router.PrefixCacheAffinityRouter" -}}
{{- $_ := set $router "request_router_kwargs" (dict "imbalanced_threshold" 10 "do_eviction" true) -}}
{{- $_ := set $deployment "request_router_config" $router -}}
{{- end -}}
{{- $_ := set $model "deployment_config" $deployment -}}
{{- $_ := set $application "import_path" "ray.serve.llm:build_openai_app" -}}
{{- $_ := set $application "args" (dict "llm_configs" (list $model)) -}}
{{- end -}}
{{ toYaml (dict "applications" (list $application)) }}
{{- end -}}

{{/* The environment of a container, as a YAML list. */}}
{{- define "kuberay.env" -}}
{{- $env := list -}}
{{- with .Values.hfTokenSecret -}}
{{- $key := dict "secretKeyRef" (dict "name" . "key" "HF_TOKEN") -}}
{{- $env = concat $env (list (dict "name" "HF_TOKEN" "valueFrom" $key) (dict "name" "HUGGING_FACE_HUB_TOKEN" "valueFrom" $key)) -}}
{{- end -}}
{{- if .Values.highThroughput -}}
{{- range list "RAY_SERVE_ENABLE_HA_PROXY" "RAY_SERVE_THROUGHPUT_OPTIMIZED" "RAY_SERVE_LLM_ENABLE_DIRECT_STREAMING" "VLLM_USE_RAY_V2_EXECUTOR_BACKEND" -}}
{{- $env = append $env (dict "name" . "value" "1") -}}
{{- end -}}
{{- end -}}
{{- with concat $env (include "pods.outside" . | fromJsonArray) .Values.env -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{/* What the pods of head and workers have alike, as YAML. */}}
{{- define "kuberay.pod" -}}
{{- with .Values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}
