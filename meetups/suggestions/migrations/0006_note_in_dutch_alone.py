from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suggestions', '0005_overlays'),
    ]

    operations = [
        migrations.AlterField(
            model_name='localnote',
            name='text_en',
            field=models.CharField(blank=True, max_length=500, verbose_name='note (English)'),
        ),
    ]
