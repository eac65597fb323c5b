from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_outbox'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='outboundmessage',
            name='planned_messages',
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['next_attempt_at', 'group_id', 'id'], name='messages_in_line'),
        ),
    ]
