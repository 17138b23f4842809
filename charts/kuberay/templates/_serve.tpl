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

{{/* How many replicas there are at least. */}}
{{- define "kuberay.least" -}}
{{ ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled }}
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
{{- range $name, $value := $values.engineArgs -}}{{- $_ := set $args (replace "-" "_" $name) $value -}}{{- end -}}
{{ toJson $args }}
{{- end -}}

{{/* The applications of Ray Serve, as YAML. */}}
{{- define "kuberay.serveConfig" -}}
{{- $values := .Values -}}
{{- $loading := dict "model_id" (default $values.modelId $values.servedModelName) "model_source" $values.modelId -}}
{{- $scaling := dict "num_replicas" (int $values.replicas) -}}
{{- if $values.autoscaling.enabled -}}
{{- $auto := $values.autoscaling -}}
{{- $range := dict "min_replicas" (int $auto.minReplicas) "max_replicas" (int $auto.maxReplicas) -}}
{{- $_ := set $range "target_ongoing_requests" (int $auto.targetOngoingRequests) -}}
{{- $scaling = dict "autoscaling_config" $range -}}
{{- end -}}
{{- $arguments := include "kuberay.engineArguments" . | fromJson -}}
{{- $model := dict "model_loading_config" $loading "engine_kwargs" $arguments "deployment_config" $scaling -}}
{{- $application := dict "name" "llms" "import_path" "ray.serve.llm:build_openai_app" "route_prefix" "/" -}}
{{- $_ := set $application "args" (dict "llm_configs" (list $model)) -}}
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
